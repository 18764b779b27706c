// What the page holds, made ready. Figures are only ever added up here, never subtracted:
// `change` is a row of wl.daily (its value or, over several days, its span's).
const DAY = 864e5;
const BROKEN_DOWN = ["destroyed", "damaged", "abandoned", "captured"];

async function unpack(text) {
  const letters = atob(text), bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}
function addedUp(steps) { let sum = 0; return steps.map((s) => (sum += s)); }
function spread(pairs) {
  const all = [];
  for (let i = 0; i < pairs.length; i += 2) for (let n = 0; n < pairs[i + 1]; n++) all.push(pairs[i]);
  return all;
}
class Release {
  constructor(data) {
    this.data = data;
    this.start = Date.parse(data.start);
    this.categories = new Map(data.categories.map((c) => [c[0], { code: c[0], parent: c[1], unit: c[2], en: c[3], uk: c[4], ru: c[5] }]));
    this.claimants = new Map(data.claimants.map((c) => [c[0], { en: c[1], uk: c[2], ru: c[3] }]));
    this.sources = new Map(data.sources.map((s) => [s[0], { title: s[1], repo: s[2], licence: s[3] }]));
    this.names = data.series.name.map((n) => n.join("."));
    this.at = new Map(this.names.map((n, i) => [n, i]));
    this.printedAt = new Map(data.printed.of.map((of, i) => [of, i]));
    this.rolledAt = new Map(data.rolled.name.map((n, i) => [n.join("."), i]));
    this.recorded = new Map();
    this.ready = new Map();
  }
  iso(day) { return new Date(this.start + day * DAY).toISOString().slice(0, 10); }
  number(iso) { return Math.round((Date.parse(iso) - this.start) / DAY); }
  changes(i) {
    const own = this.data.series.change[i];
    if (!this.data.series.beside[i]) return own;
    const name = this.data.series.name[i];
    const parts = BROKEN_DOWN.map((o) => this.at.get([...name.slice(0, 3), o].join(".")))
      .filter((p) => p !== undefined && this.data.series.days[p] === this.data.series.days[i]).map((p) => this.data.series.change[p]);
    return own.map((v, at) => parts.reduce((sum, part) => sum + part[at], v));
  }
  said(columns, i, rows) {
    const kinds = spread(columns.kinds[i]), links = this.data.days[columns.links[i]];
    rows.forEach((row, at) => {
      const [status, source, agreeing, read, qualifier, note] = this.data.kinds[kinds[at]];
      Object.assign(row, { claimStatus: status, source, agreeing, read, qualifier, note, link: this.data.links[links[at]] });
    });
    for (const [at, link] of columns.own_links[i]) rows[at].link = this.data.links[link];
    for (const [at, low, high] of columns.bounds[i]) Object.assign(rows[at], { low, high });
  }
  // The rows of a series: as wl.daily tells them, with the total and what is said of the claim.
  series(name) {
    if (this.ready.has(name)) return this.ready.get(name);
    const i = this.at.get(name);
    if (i === undefined) return null;
    const d = this.data.series, steps = this.data.days[d.days[i]], days = addedUp(steps), changes = this.changes(i);
    const named = new Map(d.named[i].map((n) => [n[0], n]));
    let total = 0;
    const rows = days.map((day, at) => {
      const other = named.get(at);
      const length = other ? other[2] : at ? steps[at] : null;
      const status = other ? other[1] : at ? (length === 1 ? "observed" : "gap") : "series_start";
      const carried = other ? other[3] : null, one = length === 1;
      total = changes[at] + (at ? 0 : carried || 0) + (status === "series_start" ? 0 : total);
      return { day, total, status, days: length, value: one ? changes[at] : null, span: one ? carried : changes[at] };
    });
    this.said(d, i, rows);
    rows.forEach((row) => { row.id = `${name}.cumulative.${this.iso(row.day)}`; });
    const found = { name, key: d.name[i], rows, at: new Map(rows.map((r) => [r.day, r])), index: i };
    this.ready.set(name, found);
    return found;
  }
  // What the bulletin printed as the day's own.
  printed(name) {
    const i = this.printedAt.get(this.at.get(name));
    if (i === undefined) return null;
    const p = this.data.printed, own = this.series(name), days = addedUp(this.data.days[p.days[i]]);
    const since = new Map(p.since[i]);
    const rows = days.map((day, at) => {
      const worked = own.at.get(day);
      return { day, since: since.has(at) ? since.get(at) : day, value: p.beside[i][at] + ((worked && worked.value) || 0) };
    });
    this.said(p, i, rows);
    rows.forEach((row) => { row.id = `${name}.increment.${this.iso(row.day)}`; });
    return { rows, at: new Map(rows.map((r) => [r.day, r])), index: i };
  }
  // Totals as wl.compare has them: the claimant's own or, where marked so, the sum of its parts.
  totals(claimant, belligerent, category, outcome) {
    const name = [claimant, belligerent, category, outcome].join(".");
    const r = this.rolledAt.get(name);
    if (r === undefined) { const own = this.series(name); return own && { rows: own.rows, parts: [], at: own.at }; }
    const d = this.data.rolled, parts = d.parts[r].map((c) => this.series([claimant, belligerent, c, outcome].join("."))).filter(Boolean);
    const rows = addedUp(this.data.days[d.days[r]]).map((day, at) => {
      const below = parts.map((p) => p.at.get(day)).filter(Boolean), one = below[0] || {};
      return { day, total: below.reduce((sum, row) => sum + row.total, d.beside[r][at]), source: one.source, link: one.link, claimStatus: one.claimStatus, agreeing: one.agreeing, read: one.read };
    });
    return { rows, parts: d.parts[r], at: new Map(rows.map((x) => [x.day, x])) };
  }
  recordedOn(source, day) {
    if (!this.recorded.has(source)) {
      let at = 0, when = 0;
      this.recorded.set(source, new Map((this.data.recorded[source] || []).map(([d, r]) => [(at += d), (when += r)])));
    }
    return this.recorded.get(source).get(day);
  }
  claimantsOf(belligerent, category, outcome) {
    if (!this.who) {
      this.who = new Map();
      for (const [claimant, ...rest] of [...this.data.series.name, ...this.data.rolled.name]) {
        const key = rest.join("."), known = this.who.get(key);
        if (!known) this.who.set(key, new Set([claimant])); else known.add(claimant);
      }
    }
    return [...(this.who.get(`${belligerent}.${category}.${outcome}`) || [])];
  }
  // The readings of one claim of a series.
  readings(columns, i, at, row, value) {
    const plain = spread(columns.read_by[i])[at];
    const found = plain ? plain.split(",").map((source) => ({ source, value, recorded: this.recordedOn(source, row.day), until: null })) : [];
    for (const [where, source, read, recorded, until] of columns.odd[i]) if (where === at) found.push({ source, value: read, recorded, until });
    return found.sort((a, b) => a.recorded - b.recorded);
  }
}
