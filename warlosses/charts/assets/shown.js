// What the views share: words in the chosen language, rows within the chosen days, columns of their tables.
const SIDES = ["RU", "UA"];
const text = (key) => TEXTS[state.lang][key] ?? key;
const nameOf = (map, code) => (map.get(code) || {})[state.lang] || (map.get(code) || {}).en || code;
const FORMATS = {};
const figureText = (v) =>
  v === null || v === undefined
    ? ""
    : (FORMATS[state.lang] ??= new Intl.NumberFormat(
        state.lang === "en" ? "en-GB" : state.lang,
      )).format(v);
const col = (key, kind = "", label = key) => ({ key, kind, label: text(label) });
const within = (rows) => rows.filter((r) => r.day >= state.from && r.day <= state.to);
const sideColour = (side, light) => colour(side.toLowerCase() + (light ? "-light" : ""));
const lineColour = (side, i) => (i ? colour(`c${((i - 1) % 4) + 1}`) : sideColour(side));
const dayText = (day) => `${release.iso(day)}, ${text("dayOf")} ${figureText(day + 1)}`;
const signed = (v) => (v === null || v === undefined ? "" : (v > 0 ? "+" : "") + figureText(v));

function usualClaimant(side, category, outcome) {
  const given = release.claimantsOf(side, category, outcome),
    wanted = state["c" + side];
  return (
    [wanted, side === "RU" ? "ua_general_staff" : "ru_mod", "oryx", given[0]].find((c) =>
      given.includes(c),
    ) || null
  );
}
function readRow(row) {
  if (!row) return "";
  const parts = [`<b>${dayText(row.day)}</b>`];
  if (row.status)
    parts.push(
      row.value !== null
        ? `<b>${signed(row.value)}</b>`
        : row.span !== null
          ? `<b>${signed(row.span)}</b>${row.days ? ` / ${row.days} ${text("days").toLowerCase()}` : ""}`
          : "",
      text(row.status),
    );
  parts.push(`${text("total").toLowerCase()} ${figureText(row.total)}`);
  if (row.claimStatus) parts.push(text(row.claimStatus), row.source);
  return parts
    .filter(Boolean)
    .map((p) => (p.startsWith("<b>") ? p : escaped(p)))
    .join(" · ");
}
// The mean of seven days that each have a day's figure; none where one of them lacks it.
function means(rows) {
  const values = new Map(rows.filter((r) => r.value !== null).map((r) => [r.day, r.value]));
  return rows.map((r) => {
    let sum = 0;
    for (let d = r.day - 6; d <= r.day; d++) {
      if (!values.has(d)) return { x: r.day, y: null };
      sum += values.get(d);
    }
    return { x: r.day, y: sum / 7 };
  });
}
function none(title) {
  return { title, sub: text("none"), sources: [] };
}
const common = { log: false, from: 0, to: 0 };
function spec(extra) {
  return { ...common, from: state.from, to: state.to, log: state.log, war: state.war, ...extra };
}
const dailyColumns = () => [
  col("date", "", "dated"),
  col("value", "n"),
  col("status"),
  col("days", "n"),
  col("span", "n"),
  col("total", "n"),
  col("mean", "n"),
  col("claimStatus"),
  col("agree", "n"),
  col("source"),
  col("link", "link"),
];
const rowCells = (r) => ({
  ...r,
  link: r.link,
  date: release.iso(r.day),
  agree: r.read ? `${r.agreeing} ${text("of")} ${r.read}` : "",
});
// Each view: which controls it has, and the figures it shows. A figure has a title, maybe a chart, and its table.
const VIEWS = {};
