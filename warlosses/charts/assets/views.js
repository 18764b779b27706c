// Each view: which controls it has, and the figures it shows. A figure has a title, maybe a chart, and its table.
const SIDES = ["RU", "UA"];
const text = (key) => TEXTS[state.lang][key] ?? key;
const nameOf = (map, code) => (map.get(code) || {})[state.lang] || (map.get(code) || {}).en || code;
const FORMATS = {};
const figureText = (v) => (v === null || v === undefined ? "" : (FORMATS[state.lang] ??= new Intl.NumberFormat(state.lang === "en" ? "en-GB" : state.lang)).format(v));
const col = (key, kind = "", label = key) => ({ key, kind, label: text(label) });
const within = (rows) => rows.filter((r) => r.day >= state.from && r.day <= state.to);
const sideColour = (side, light) => colour(side.toLowerCase() + (light ? "-light" : ""));
const lineColour = (side, i) => (i ? colour(`c${((i - 1) % 4) + 1}`) : sideColour(side));
const dayText = (day) => `${release.iso(day)}, ${text("dayOf")} ${figureText(day + 1)}`;
const signed = (v) => (v === null || v === undefined ? "" : (v > 0 ? "+" : "") + figureText(v));

function usualClaimant(side, category, outcome) {
  const given = release.claimantsOf(side, category, outcome), wanted = state["c" + side];
  return [wanted, side === "RU" ? "ua_general_staff" : "ru_mod", "oryx", given[0]].find((c) => given.includes(c)) || null;
}
function readRow(row) {
  if (!row) return "";
  const parts = [`<b>${dayText(row.day)}</b>`];
  if (row.status) parts.push(row.value !== null ? `<b>${signed(row.value)}</b>` : row.span !== null ? `<b>${signed(row.span)}</b>${row.days ? ` / ${row.days} ${text("days").toLowerCase()}` : ""}` : "", text(row.status));
  parts.push(`${text("total").toLowerCase()} ${figureText(row.total)}`);
  if (row.claimStatus) parts.push(text(row.claimStatus), row.source);
  return parts.filter(Boolean).map((p) => (p.startsWith("<b>") ? p : escaped(p))).join(" · ");
}
// The mean of seven days that each have a day's figure; none where one of them lacks it.
function means(rows) {
  const values = new Map(rows.filter((r) => r.value !== null).map((r) => [r.day, r.value]));
  return rows.map((r) => {
    let sum = 0;
    for (let d = r.day - 6; d <= r.day; d++) { if (!values.has(d)) return { x: r.day, y: null }; sum += values.get(d); }
    return { x: r.day, y: sum / 7 };
  });
}
function none(title) { return { title, sub: text("none"), sources: [] }; }
const common = { log: false, from: 0, to: 0 };
function spec(extra) { return { ...common, from: state.from, to: state.to, log: state.log, war: state.war, ...extra }; }
const dailyColumns = () => [col("date", "", "dated"), col("value", "n"), col("status"), col("days", "n"), col("span", "n"), col("total", "n"), col("mean", "n"), col("claimStatus"), col("agree", "n"), col("source"), col("link", "link")];
const rowCells = (r) => ({ ...r, link: r.link, date: release.iso(r.day), agree: r.read ? `${r.agreeing} ${text("of")} ${r.read}` : "" });

const VIEWS = {
  daily: { controls: ["category", "cRU", "cUA", "outcome", "from", "to", "log", "war"], figures: () => SIDES.map((side) => {
    const claimant = usualClaimant(side, state.k, state.o), found = claimant && release.series([claimant, side, state.k, state.o].join("."));
    if (!found) return none(text(side));
    const rows = within(found.rows), mean = means(found.rows).filter((p) => p.x >= state.from && p.x <= state.to);
    const length = (r) => r.status === "gap" || (r.status === "restated" && r.days > 1);
    return { title: text(side), sub: `${nameOf(release.categories, state.k)} · ${nameOf(release.claimants, claimant)}`,
      chart: rows.length ? spec({ stops: rows.map((r) => r.day), layers: [
        { kind: "spans", colour: sideColour(side, true), edge: sideColour(side), points: rows.filter(length).map((r) => ({ x: r.day, x0: r.day - r.days, y: r.span / r.days })) },
        { kind: "bars", colour: state.log ? sideColour(side) : sideColour(side, true), points: rows.filter((r) => r.value !== null).map((r) => ({ x: r.day, y: r.value })) },
        { kind: "line", colour: sideColour(side), points: mean }],
        marks: rows.filter((r) => !["observed", "gap"].includes(r.status)).map((r) => ({ x: r.day, line: r.status !== "restated" })) }) : null,
      tell: (day) => readRow(found.at.get(day)),
      key: [["observed", sideColour(side, true)], ["spread", sideColour(side, true), sideColour(side)], ["mean", sideColour(side), null, ""], ...[...new Set(rows.map((r) => r.status))].filter((s) => !["observed", "gap"].includes(s)).map((s) => [s, s === "restated" ? colour("soft") : colour("ink"), null, "mark"])],
      get table() { return { columns: dailyColumns(), rows: rows.map((r, i) => ({ ...rowCells(r), mean: mean[i].y === null ? "" : Math.round(mean[i].y * 100) / 100 })) }; }, sources: rows.map((r) => r.source) };
  }) },
  totals: { controls: ["category", "from", "to", "log", "war"], figures: () => SIDES.map((side) => {
    const people = release.categories.get(state.k).unit === "people", wanted = people ? ["lost", "killed", "wounded", "killed_or_wounded", "missing", "prisoner"] : ["lost"];
    const lines = wanted.flatMap((o) => release.claimantsOf(side, state.k, o).map((c) => ({ c, o, ...release.totals(c, side, state.k, o) })));
    for (const l of lines) l.rows = within(l.rows);
    const ranges = release.data.single.filter((s) => s[1] === side && s[2] === state.k && s[4] === "cumulative" && s[5] === 0 && s[6] >= state.from && s[6] <= state.to);
    const full = lines.filter((l) => l.rows.length);
    if (!full.length && !ranges.length) return none(text(side));
    full.sort((a, b) => b.rows.length - a.rows.length);
    const long = full.filter((l) => l.rows.length > 30);
    const rows = [...full.flatMap((l) => l.rows.map((r) => ({ ...rowCells(r), claimant: nameOf(release.claimants, l.c), outcome: text(l.o), status: l.parts.length ? text("rolled") : "" }))),
      ...ranges.map((s) => ({ day: s[6], date: release.iso(s[6]), claimant: nameOf(release.claimants, s[0]), outcome: text(s[3]), total: s[7], low: s[8], high: s[9], source: release.data.kinds[s[10]][1], claimStatus: release.data.kinds[s[10]][0], link: release.links[s[11]] }))].sort((a, b) => a.day - b.day);
    const stops = [...new Set(rows.map((r) => r.day))];
    return { title: text(side), sub: nameOf(release.categories, state.k) + (people ? "" : ` · ${text("lost")}`), chart: spec({ stops, layers: [
        ...long.map((l, i) => ({ kind: "line", colour: lineColour(side, i), dash: DASHES[i % 6], points: l.rows.map((r) => ({ x: r.day, y: r.total })) })),
        { kind: "dots", colour: sideColour(side), points: [...full.filter((l) => l.rows.length <= 30).flatMap((l) => l.rows.map((r) => ({ x: r.day, y: r.total, low: r.low, high: r.high }))), ...ranges.map((s) => ({ x: s[6], y: s[7] ?? s[8] ?? s[9], low: s[8], high: s[9] }))] }] }),
      tell: (day) => `<b>${dayText(day)}</b> · ` + rows.filter((r) => r.day === day).map((r) => escaped(`${r.claimant}, ${r.outcome}: `) + `<b>${r.total === null ? `${figureText(r.low)}–${figureText(r.high)}` : figureText(r.total)}</b>` + escaped(` ${r.status || text(r.claimStatus)} · ${r.source}`)).join("; "),
      key: [...long.map((l, i) => [`${nameOf(release.claimants, l.c)}${people ? ", " + text(l.o) : ""}${l.parts.length ? " (" + text("rolled") + ")" : ""}`, lineColour(side, i), null, DASHES[i % 6]]), ...(rows.length && full.some((l) => l.rows.length <= 30) ? [[[...new Set(full.filter((l) => l.rows.length <= 30).map((l) => nameOf(release.claimants, l.c)))].join(", "), sideColour(side), null, "dot"]] : [])],
      table: { columns: [col("date", "", "dated"), col("claimant"), col("outcome"), col("total", "n"), col("low", "n"), col("high", "n"), col("status"), col("claimStatus"), col("agree", "n"), col("source"), col("link", "link")], rows }, sources: rows.map((r) => r.source) };
  }) },
  categories: { layout: "small", controls: ["outcome", "cRU", "cUA", "from", "to", "log", "war"], figures: () => [...release.categories.keys()].map((k) => {
    const lines = SIDES.map((side) => { const c = usualClaimant(side, k, state.o); return c && { side, c, ...release.totals(c, side, k, state.o) }; }).filter((l) => l && l.rows.length > 30);
    if (!lines.length) return null;
    for (const l of lines) l.rows = within(l.rows);
    const rows = lines.flatMap((l) => l.rows.map((r) => ({ ...rowCells(r), belligerent: l.side, claimant: nameOf(release.claimants, l.c), claimStatus: r.claimStatus }))).sort((a, b) => a.day - b.day);
    if (!rows.length) return null;
    return { title: nameOf(release.categories, k), chart: spec({ small: true, stops: [...new Set(rows.map((r) => r.day))], layers: lines.map((l) => ({ kind: "line", colour: sideColour(l.side), dash: l.side === "UA" ? "6 3" : "", points: l.rows.map((r) => ({ x: r.day, y: r.total })) })) }),
      tell: (day) => `<b>${dayText(day)}</b> · ` + lines.map((l) => [l, l.at.get(day)]).filter(([, r]) => r).map(([l, r]) => `${l.side} <b>${figureText(r.total)}</b> ${escaped(`${text(r.claimStatus || "")} · ${r.source}`)}`).join("; "),
      key: lines.map((l) => [`${l.side}: ${nameOf(release.claimants, l.c)}`, sideColour(l.side), null, l.side === "UA" ? "6 3" : ""]),
      table: { columns: [col("date", "", "dated"), col("belligerent"), col("claimant"), col("total", "n"), col("claimStatus"), col("source"), col("link", "link")], rows }, sources: rows.map((r) => r.source) };
  }).filter(Boolean) },
  ratio: { layout: "wide", controls: ["category", "from", "to", "log", "war"], figures: () => {
    const outcomes = ["lost", ...BROKEN_DOWN], both = (k, o) => { const [ru, ua] = SIDES.map((s) => release.totals("oryx", s, k, o)); return ru && ua && { ru, ua, days: ru.rows.map((r) => r.day).filter((d) => ua.at.has(d)) }; };
    const ratio = (pair, d) => { const a = pair.ru.at.get(d).total, b = pair.ua.at.get(d).total; return b ? a / b : null; };
    const pairs = outcomes.map((o) => [o, both(state.k, o)]).filter(([, p]) => p && p.days.length);
    const rows = pairs.flatMap(([o, p]) => p.days.filter((d) => d >= state.from && d <= state.to).map((d) => ({ day: d, date: release.iso(d), outcome: text(o), RU: p.ru.at.get(d).total, UA: p.ua.at.get(d).total, ratio: ratio(p, d) === null ? null : Math.round(ratio(p, d) * 100) / 100, source: p.ru.at.get(d).source, link: p.ru.at.get(d).link })));
    const stops = [...new Set(rows.map((r) => r.day))].sort((a, b) => a - b);
    const table = [...release.categories.keys()].flatMap((k) => outcomes.map((o) => { const p = both(k, o), d = p && p.days.filter((x) => x <= state.to).pop(); return d === undefined || !p ? null : { category: nameOf(release.categories, k), outcome: text(o), date: release.iso(d), RU: p.ru.at.get(d).total, UA: p.ua.at.get(d).total, ratio: ratio(p, d) === null ? null : Math.round(ratio(p, d) * 100) / 100, source: p.ru.at.get(d).source, link: p.ru.at.get(d).link }; })).filter(Boolean);
    const trend = !rows.length ? none(text("ratio")) : { title: text("ratio"), sub: `Oryx · ${nameOf(release.categories, state.k)}`, chart: spec({ stops, layers: pairs.map(([o, p], i) => ({ kind: "line", colour: i ? colour(`c${i}`) : colour("ink"), dash: DASHES[i], points: p.days.filter((d) => d >= state.from && d <= state.to).map((d) => ({ x: d, y: ratio(p, d) })) })) }),
      tell: (day) => `<b>${dayText(day)}</b> · ` + rows.filter((r) => r.day === day).map((r) => `${escaped(r.outcome)} <b>${r.ratio ?? "–"}</b> (${figureText(r.RU)} : ${figureText(r.UA)})`).join("; ") + " · " + escaped((rows.find((r) => r.day === day) || {}).source || ""),
      key: pairs.map(([o], i) => [text(o), i ? colour(`c${i}`) : colour("ink"), null, DASHES[i]]), table: { columns: [col("date", "", "dated"), col("outcome"), col("RU", "n"), col("UA", "n"), col("ratio", "n"), col("source"), col("link", "link")], rows }, sources: rows.map((r) => r.source) };
    return [trend, { title: text("categories"), sub: release.iso(state.to), open: true, table: { columns: [col("category"), col("outcome"), col("RU", "n"), col("UA", "n"), col("ratio", "n"), col("date", "", "dated"), col("source"), col("link", "link")], rows: table }, sources: table.map((r) => r.source) }];
  } },
  share: { controls: ["category", "cRU", "cUA", "from", "to", "war"], figures: () => SIDES.map((side) => {
    const claimant = [state["c" + side], side === "RU" ? "ua_general_staff" : "ru_mod"].find((c) => c && c !== "oryx" && release.claimantsOf(side, state.k, "lost").includes(c));
    const claimed = claimant && release.totals(claimant, side, state.k, "lost"), confirmed = release.totals("oryx", side, state.k, "lost");
    if (!claimed || !confirmed) return none(text(side));
    const rows = within(claimed.rows).filter((r) => confirmed.at.has(r.day) && r.total).map((r) => ({ ...rowCells(r), claimed: r.total, confirmed: confirmed.at.get(r.day).total, share1: Math.round((confirmed.at.get(r.day).total / r.total) * 1000) / 10 }));
    if (!rows.length) return none(text(side));
    return { title: text(side), sub: `${nameOf(release.categories, state.k)} · Oryx / ${nameOf(release.claimants, claimant)}, %`, chart: spec({ log: false, stops: rows.map((r) => r.day), layers: [{ kind: "line", colour: sideColour(side), points: rows.map((r) => ({ x: r.day, y: r.share1 })) }] }),
      tell: (day) => { const r = rows.find((x) => x.day === day); return `<b>${dayText(day)}</b> · <b>${r.share1} %</b> · ${figureText(r.confirmed)} ${text("of")} ${figureText(r.claimed)} · ${text(r.claimStatus)} · ${escaped(r.source)}, ${escaped(confirmed.at.get(day).source)}`; },
      key: [["share1", sideColour(side), null, ""]], table: { columns: [col("date", "", "dated"), col("confirmed", "n", "Oryx"), { key: "claimed", kind: "n", label: nameOf(release.claimants, claimant) }, col("share1", "n"), col("claimStatus"), col("source"), col("link", "link")], rows }, sources: [...rows.map((r) => r.source), ...confirmed.rows.map((r) => r.source)] };
  }) },
  day: { layout: "wide", controls: ["on", "outcome"], figures: () => SIDES.map((side) => {
    const rows = [];
    release.data.series.name.forEach((n, i) => {
      if (n[1] !== side || n[3] !== state.o) return;
      const r = release.series(release.names[i]).at.get(state.on);
      if (!r) return;
      const p = release.printed(release.names[i]), printed = p && p.at.get(state.on);
      rows.push({ claimant: nameOf(release.claimants, n[0]), category: nameOf(release.categories, n[2]), total: r.total, value: r.value, status: r.status, span: r.span, days: r.days, printed: printed ? printed.value : null, claimStatus: r.claimStatus, agree: `${r.agreeing} ${text("of")} ${r.read}`, qualifier: r.qualifier, note: release.note(r), source: r.source, link: r.link, claim: r.id });
    });
    for (const s of release.data.single) if (s[1] === side && s[3] === state.o && s[6] === state.on) { const kind = release.data.kinds[s[10]]; rows.push({ claimant: nameOf(release.claimants, s[0]), category: nameOf(release.categories, s[2]), total: s[4] === "cumulative" ? s[7] : null, printed: s[4] === "increment" ? s[7] : null, low: s[8], high: s[9], claimStatus: kind[0], agree: `${kind[2]} ${text("of")} ${kind[3]}`, qualifier: kind[4], note: kind[5], source: kind[1], link: release.links[s[11]], claim: s[12] }); }
    return { title: text(side), sub: rows.length ? `${dayText(state.on)} · ${text(state.o)}` : text("noClaim"), open: true, table: rows.length ? { group: "claimant", columns: [col("claimant"), col("category"), col("total", "n"), col("value", "n", "daily"), col("status"), col("span", "n"), col("days", "n"), col("printed", "n"), col("claimStatus"), col("agree", "n"), col("source"), col("link", "link"), col("note", "text"), col("claim", "more")], rows } : null, sources: rows.map((r) => r.source) };
  }) },
  claim: { layout: "wide", controls: ["id"], figures: () => {
    const m = /^(.+)\.(cumulative|increment)\.(\d{4}-\d\d-\d\d)(.*)$/.exec(state.id), title = text("claim");
    const one = release.data.single.find((s) => s[12] === state.id), series = m && !one && (m[2] === "cumulative" ? release.series(m[1]) : release.at.has(m[1]) && release.printed(m[1]));
    const day = m && release.number(m[3]), row = series && series.at.get(day);
    if (!one && !row) return [{ title, sub: text("noClaim"), sources: [] }];
    const value = one ? one[7] : m[2] === "cumulative" ? row.total : row.value, kind = one && release.data.kinds[one[10]];
    const reads = one ? [{ source: kind[1], value, low: one[8], high: one[9], recorded: null, until: null }] : release.readings(row);
    const rows = [...reads.map((r) => ({ at: r.recorded === null ? "" : release.iso(r.recorded), event: text("read"), source: r.source, value: r.value, low: r.low, high: r.high, until: r.until === null ? "" : release.iso(r.until), reason: "", link: (release.sources.get(r.source) || {}).repo || "" })),
      ...release.data.corrections.filter((c) => c[0] === state.id).map((c) => ({ at: release.iso(c[6]), event: text("corrected"), source: "corrections", value: c[2], until: "", reason: `${figureText(c[1])} → ${figureText(c[2])}: ${c[4]}`, link: c[5] }))];
    return [{ title: figureText(value) || `${figureText(one[8])}–${figureText(one[9])}`, sub: [state.id, text(one ? kind[0] : row.claimStatus), one ? kind[5] : release.note(row)].filter(Boolean).join(" · "), open: true, link: one ? release.links[one[11]] : row.link, table: { columns: [col("at", "", "recorded"), col("event"), col("source"), col("value", "n"), col("low", "n"), col("high", "n"), col("until"), col("reason", "text"), col("link", "link")], rows }, sources: rows.map((r) => r.source) }];
  } },
  ranks: { controls: ["category", "cRU", "cUA", "outcome", "from", "to"], figures: () => SIDES.flatMap((side) => {
    const claimant = usualClaimant(side, state.k, state.o), found = claimant && release.series([claimant, side, state.k, state.o].join("."));
    if (!found) return [none(text(side))];
    const months = new Map(), sub = `${text(side)} · ${nameOf(release.categories, state.k)} · ${nameOf(release.claimants, claimant)}`, rows = within(found.rows);
    for (const r of rows) { const m = release.iso(r.day).slice(0, 7), one = months.get(m) || { month: m, value: 0, known: 0 }; if (r.value !== null) { one.value += r.value; one.known += 1; } months.set(m, one); }
    for (const r of rows) if (r.value === null && r.status !== "series_start" && release.iso(r.day).slice(0, 7) === release.iso(r.day - r.days + 1).slice(0, 7)) { const one = months.get(release.iso(r.day).slice(0, 7)); one.value += r.span; one.known += r.days; }
    const ranked = [...months.values()].map((m) => { const length = new Date(Date.UTC(+m.month.slice(0, 4), +m.month.slice(5), 0)).getUTCDate(); return { ...m, length, status: m.known === length ? "" : text("incomplete"), value: m.known ? m.value : null }; }).sort((a, b) => (b.value ?? -Infinity) - (a.value ?? -Infinity)).map((m, i) => ({ rank: i + 1, ...m, known: `${m.known} ${text("of")} ${m.length}` }));
    const worst = rows.filter((r) => r.value !== null).sort((a, b) => b.value - a.value || a.day - b.day).slice(0, 50).map((r, i) => ({ rank: i + 1, ...rowCells(r) }));
    const sources = rows.map((r) => r.source);
    return [{ title: `${text("months")}: ${text(side)}`, sub, open: true, table: { columns: [col("rank", "n"), col("month"), col("value", "n"), col("known", "n"), col("status")], rows: ranked }, sources },
      { title: `${text("worst")}: ${text(side)}`, sub, open: true, table: { columns: [col("rank", "n"), col("date", "", "dated"), col("value", "n"), col("status"), col("claimStatus"), col("source"), col("link", "link")], rows: worst }, sources }];
  }) },
  list: { layout: "wide", controls: [], figures: () => {
    const reasons = new Map(release.data.corrections.map((c) => [c[0], c])), rows = [];
    const add = (r, value) => { if (!["disputed", "corrected"].includes(r.claimStatus)) return; const c = reasons.get(r.id); rows.push({ date: release.iso(r.day), claim: r.id, value, claimStatus: r.claimStatus, before: c ? c[1] : null, reason: c ? c[4] : "", source: r.source, link: c ? c[5] : r.link }); };
    for (const n of release.names) { for (const r of release.series(n).rows) add(r, r.total); const p = release.printed(n); if (p) for (const r of p.rows) add(r, r.value); }
    for (const s of release.data.single) { const k = release.data.kinds[s[10]]; add({ claimStatus: k[0], id: s[12], day: s[6], source: k[1], link: release.links[s[11]] }, s[7]); }
    rows.sort((a, b) => (a.date < b.date ? -1 : 1));
    return [{ title: `${text("list")}: ${rows.length}`, open: true, table: { columns: [col("date", "", "dated"), col("claim", "claim"), col("value", "n"), col("claimStatus", "", "status"), col("before", "n"), col("reason", "text"), col("source"), col("link", "link")], rows }, sources: rows.map((r) => r.source) }];
  } },
};
