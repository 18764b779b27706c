// The page's state lives in its address: read from the hash, written to the hash, drawn from it alone.
let release = null;
const $ = (id) => document.getElementById(id);
const FIRST = {
  view: "daily",
  k: "uavs",
  o: "lost",
  cRU: "",
  cUA: "",
  from: 0,
  to: 0,
  on: 0,
  id: "",
  log: false,
  war: false,
  lang: "en",
  theme: "",
};
let state = { ...FIRST };
const embedded = new URLSearchParams(location.search).has("embed");

function readHash() {
  const given = new URLSearchParams(location.hash.slice(1));
  state = { ...FIRST, to: release.last, on: release.data.through };
  for (const [key, value] of given)
    if (key in FIRST)
      state[key] = ["from", "to", "on"].includes(key)
        ? release.number(value)
        : ["log", "war"].includes(key)
          ? value === "1"
          : value;
  if (!VIEWS[state.view]) state.view = FIRST.view;
  if (!TEXTS[state.lang]) state.lang = "en";
  if (!release.categories.has(state.k)) state.k = FIRST.k;
  if (!(state.from >= 0)) state.from = 0;
  if (!(state.to > state.from)) state.to = Math.max(release.last, state.from + 1);
  if (!(state.on >= 0)) state.on = release.data.through;
  if (!state.id) state.id = (release.data.corrections[0] || [""])[0];
  if (!state.theme)
    state.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}
function hashOf(changes) {
  const given = new URLSearchParams(location.hash.slice(1));
  for (const [key, value] of Object.entries(changes)) {
    const written =
      ["from", "to", "on"].includes(key) && value !== ""
        ? release.iso(value)
        : value === true
          ? "1"
          : value === false
            ? ""
            : String(value);
    if (written === "" || (written === FIRST[key] && key !== "theme")) given.delete(key);
    else given.set(key, written);
  }
  return "#" + given.toString();
}
function go(changes) {
  const focused = document.activeElement && document.activeElement.id;
  history.replaceState(null, "", hashOf(changes));
  render();
  if (focused && $(focused)) $(focused).focus();
}

function choice(key, label, options, value) {
  return `<label>${escaped(text(label))}<select id="in-${key}">${options.map(([v, t]) => `<option value="${escaped(v)}"${v === value ? " selected" : ""}>${escaped(t)}</option>`).join("")}</select></label>`;
}
const CONTROLS = {
  category: () =>
    choice(
      "k",
      "category",
      [...release.categories.keys()]
        .filter((k) =>
          SIDES.some((s) =>
            ["lost", "killed", "killed_or_wounded"].some(
              (o) => release.claimantsOf(s, k, o).length,
            ),
          ),
        )
        .map((k) => [k, nameOf(release.categories, k)]),
      state.k,
    ),
  cRU: () => claimantChoice("RU"),
  cUA: () => claimantChoice("UA"),
  outcome: () =>
    choice(
      "o",
      "outcome",
      [
        "lost",
        "destroyed",
        "damaged",
        "abandoned",
        "captured",
        "killed",
        "wounded",
        "killed_or_wounded",
        "missing",
        "prisoner",
      ].map((o) => [o, text(o)]),
      state.o,
    ),
  from: () =>
    `<label>${text("from")}<input type="date" id="in-from" value="${release.iso(state.from)}" min="${release.data.start}"></label>`,
  to: () =>
    `<label>${text("to")}<input type="date" id="in-to" value="${release.iso(state.to)}" min="${release.data.start}"></label><button type="button" id="in-all">${text("all")}</button>`,
  on: () =>
    `<label>${text("on")}<input type="date" id="in-on" value="${release.iso(state.on)}" min="${release.data.start}"></label>`,
  log: () =>
    `<label class="tick"><input type="checkbox" id="in-log"${state.log ? " checked" : ""}>${text("log")}</label>`,
  war: () =>
    `<label class="tick"><input type="checkbox" id="in-war"${state.war ? " checked" : ""}>${text("war")}</label>`,
  id: () =>
    `<label style="flex:1 1 20rem">${text("claimId")}<input id="in-id" value="${escaped(state.id)}" spellcheck="false" autocomplete="off"></label>`,
};
function claimantChoice(side) {
  const all = [
    ...new Set(
      release.data.series.name
        .filter((n) => n[1] === side && (state.view === "categories" || n[2] === state.k))
        .map((n) => n[0])
        .concat(release.claimantsOf(side, state.k, state.o)),
    ),
  ];
  return all.length
    ? choice(
        "c" + side,
        "claimant" + side,
        all.map((c) => [c, nameOf(release.claimants, c)]),
        usualClaimant(side, state.k, state.o) || "",
      )
    : "";
}
function sourceLine(figure) {
  const used = [...new Set(figure.sources.filter(Boolean))].map((s) => {
    const known = release.sources.get(s);
    return known ? `${known.title} (${known.licence})` : s;
  });
  return `warlosses ${release.data.version}, ${release.data.licence}. ${text("source")}: ${used.join("; ") || "–"}`;
}
const DATED = ["date", "at", "until", "month"];
// Columns without a cell are left out here; the CSV has them all. `group` names the column that heads its rows.
function tableHtml(table) {
  const cell = (c, v) =>
    c.kind === "link"
      ? v
        ? `<a href="${escaped(/^https?:/.test(v) ? v : "")}" rel="noreferrer">${escaped(new URL(v).host.replace(/^www\./, ""))}</a>`
        : ""
      : c.kind === "claim" || c.kind === "more"
        ? `<a href="${escaped(hashOf({ view: "claim", id: v }))}"${c.kind === "more" ? ` aria-label="${escaped(`${text("claim")}: ${v}`)}">${escaped(text("claim"))}` : `>${escaped(v).replace(/\./g, ".<wbr>")}`}</a>`
        : escaped(
            typeof v === "number"
              ? figureText(v)
              : v === null || v === undefined
                ? ""
                : TEXTS[state.lang][v] || v,
          );
  const empty = (v) => v === null || v === undefined || v === "",
    kind = (c) => c.kind || (DATED.includes(c.key) ? "dated" : "");
  const columns = table.columns.filter(
    (c) => c.key !== table.group && table.rows.some((r) => !empty(r[c.key])),
  );
  const row = (r) =>
    `<tr>${columns.map((c) => `<td${kind(c) ? ` class="${kind(c)}"` : ""}>${cell(c, r[c.key])}</td>`).join("")}</tr>`;
  const groups = new Map();
  for (const r of table.rows) {
    const g = table.group ? r[table.group] : "";
    if (!groups.has(g)) groups.set(g, []);
    groups.get(g).push(r);
  }
  return `<table><thead><tr>${columns.map((c) => `<th scope="col"${kind(c) ? ` class="${kind(c)}"` : ""}>${escaped(c.label)}</th>`).join("")}</tr></thead>${[...groups].map(([g, rows]) => `<tbody>${table.group ? `<tr><th scope="rowgroup" class="group" colspan="${columns.length}"><span>${escaped(g)}</span></th></tr>` : ""}${rows.map(row).join("")}</tbody>`).join("")}</table>`;
}
function keyHtml([label, fill, edge, dash]) {
  const mark =
    dash === "mark"
      ? `<path d="M7 9l4 -7h-8z" fill="${fill}"/>`
      : dash === undefined
        ? `<rect x=".5" y="1.5" width="13" height="8" fill="${fill}" stroke="${edge || "none"}"/>`
        : dash === "dot"
          ? `<circle cx="7" cy="6" r="3" fill="none" stroke="${fill}" stroke-width="1.6"/>`
          : `<path d="M0 6H28" stroke="${fill}" stroke-width="2" stroke-dasharray="${dash}"/>`;
  const wide = dash === undefined || dash === "mark" || dash === "dot" ? 14 : 28;
  return `<li><svg width="${wide}" height="12" viewBox="0 0 ${wide} 12" aria-hidden="true">${mark}</svg>${escaped(TEXTS[state.lang][label] || label)}</li>`;
}
function figureElement(figure, index) {
  const section = document.createElement("section"),
    line = sourceLine(figure),
    file = `warlosses-${state.view}-${index + 1}`,
    tabled = figure.open ? figure.table : "table" in figure;
  section.setAttribute("aria-labelledby", `h${index}`);
  section.innerHTML =
    `<h2 id="h${index}">${escaped(figure.title)}</h2><p class="sub">${escaped(figure.sub || "")}${figure.link ? ` · <a href="${escaped(figure.link)}" rel="noreferrer">${text("link")}</a>` : ""}</p>` +
    (figure.chart
      ? `<div class="plot"></div><p class="read"></p><ul class="key">${figure.key.map(keyHtml).join("")}</ul>`
      : "") +
    (tabled
      ? `<div class="save" role="group" aria-label="${escaped(`${text("save")}: ${figure.title}`)}"><button type="button" data-save="csv">CSV</button>${figure.chart ? '<button type="button" data-save="svg">SVG</button><button type="button" data-save="png">PNG</button>' : ""}</div>` +
        (figure.open
          ? `<div class="open"><div class="scroll" role="region" tabindex="0" aria-label="${escaped(`${text("table")}: ${figure.title}`)}">${tableHtml(figure.table)}</div></div>`
          : `<details><summary>${text("table")}</summary></details>`) +
        `<p class="source">${escaped(line)}</p>`
      : "");
  const details = section.querySelector("details");
  if (details)
    details.addEventListener("toggle", () => {
      if (details.open && !details.querySelector("table"))
        details.insertAdjacentHTML(
          "beforeend",
          `<div class="scroll" role="region" tabindex="0" aria-label="${escaped(`${text("table")}: ${figure.title}`)}">${tableHtml(figure.table)}</div>`,
        );
    });
  section.addEventListener("click", async (event) => {
    const kind = event.target.dataset && event.target.dataset.save,
      plot = section.querySelector(".plot"),
      title = `${figure.title} – ${figure.sub || ""}`;
    if (kind === "csv") download(`${file}.csv`, "text/csv", csvOf(figure.table, line));
    if (kind === "svg") download(`${file}.svg`, "image/svg+xml", svgOf(plot, title, line));
    if (kind === "png") download(`${file}.png`, "image/png", await pngOf(svgOf(plot, title, line)));
  });
  return section;
}
function render() {
  readHash();
  const root = document.documentElement,
    view = VIEWS[state.view];
  root.lang = state.lang;
  root.dataset.theme = state.theme;
  PALETTE.clear();
  root.classList.toggle("embed", embedded);
  document.title = `${text(state.view)} – warlosses`;
  $("title").textContent = text("title");
  $("lead").textContent = text("lead");
  $("views").innerHTML = Object.keys(VIEWS)
    .map(
      (v) =>
        `<a href="${escaped(hashOf({ view: v }))}"${v === state.view ? ' aria-current="page"' : ""}>${escaped(text(v))}</a>`,
    )
    .join("");
  $("controls").innerHTML = view.controls.map((c) => CONTROLS[c]()).join("");
  $("settings").innerHTML =
    choice(
      "lang",
      "language",
      [
        ["en", "English"],
        ["uk", "Українська"],
        ["ru", "Русский"],
      ],
      state.lang,
    ) +
    choice(
      "theme",
      "theme",
      [
        ["light", text("light")],
        ["dark", text("dark")],
      ],
      state.theme,
    );
  $("figures").className = view.layout || "";
  const place = $("figures");
  place.replaceChildren();
  const figures = view.figures();
  figures.forEach((figure, i) => place.append(figureElement(figure, i)));
  // All widths are measured before the first chart is drawn: one layout is enough.
  const plots = figures.map((figure, i) =>
      figure.chart ? place.children[i].querySelector(".plot") : null,
    ),
    widths = plots.map((plot) => plot && plot.clientWidth);
  figures.forEach((figure, i) => {
    if (!figure.chart) return;
    const plot = plots[i],
      drawn = draw(
        release,
        figure.chart,
        (v) => figureText(v),
        Math.max(280, Math.round(widths[i])),
      );
    plot.innerHTML = drawn.svg;
    watch(
      plot,
      drawn,
      figure.chart,
      figure.tell,
      (from, to) => go({ from: Math.max(0, from), to }),
      `${figure.title}. ${text("use")}`,
    );
  });
  $("foot").innerHTML =
    `<p>${escaped(text("foot"))}</p><p>warlosses ${escaped(release.data.version)} · ${text("through")} ${release.iso(release.data.through)} · ${figureText(release.data.claims)} ${text("seriesOf")} · ${text("licence")} ${escaped(release.data.licence)}</p><p><a href="${escaped(hashOf({}))}">${text("copy")}</a></p>`;
  document.documentElement.dataset.ready = state.view;
}
document.addEventListener("change", (event) => {
  const key = event.target.id.replace(/^in-/, ""),
    value = event.target.type === "checkbox" ? event.target.checked : event.target.value;
  if (!(key in FIRST)) return;
  go({ [key]: ["from", "to", "on"].includes(key) ? (value ? release.number(value) : "") : value });
});
document.addEventListener("click", (event) => {
  if (event.target.id === "in-all") go({ from: "", to: "" });
});
addEventListener("hashchange", () => render());
let width = innerWidth;
addEventListener("resize", () => {
  if (release && Math.abs(innerWidth - width) > 20) {
    width = innerWidth;
    render();
  }
});
release = new Release((id) => $(id).textContent.trim());
render();
performance.mark("first-chart");
