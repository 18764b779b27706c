// What the page holds, made ready. Figures are only ever added up here, never subtracted:
// `change` is a row of wl.daily (its value or, over several days, its span's).
const DAY = 864e5;
const BROKEN_DOWN = ["destroyed", "damaged", "abandoned", "captured"];

function addedUp(steps) {
  let sum = 0;
  return steps.map((s) => (sum += s));
}
function spread(pairs) {
  const all = [];
  for (let i = 0; i < pairs.length; i += 2)
    for (let n = 0; n < pairs[i + 1]; n++) all.push(pairs[i]);
  return all;
}
// Runs of [rows since the last run, rows, value] laid over others.
function overlaid(values, own) {
  for (let i = 0, at = 0; i < own.length; i += 3) {
    at += own[i];
    for (let n = 0; n < own[i + 1]; n++) values[at++] = own[i + 2];
  }
  return values;
}
// A row of a series; what only tables and links want is made when it is wanted.
class Row {
  constructor(fields) {
    Object.assign(this, fields);
  }
  get link() {
    return release.links[this.linkAt];
  }
  get id() {
    return `${this.key}.${release.iso(this.day)}`;
  }
}
class Release {
  constructor(packed) {
    const data = JSON.parse(textOf(packed("payload"))),
      take = numbersIn(bytesOf(packed("figures-packed")));
    this.packed = packed;
    this.data = data;
    const lengths = (table) => data[table].days.map((d) => take(data.days[d].length));
    data.series.change = lengths("series");
    data.printed.beside = lengths("printed");
    data.rolled.beside = lengths("rolled");
    data.groups.links = lengths("groups");
    this.last = Math.max(
      data.through,
      ...["ua_general_staff", "oryx"]
        .map((c) => data.series.name.findIndex((n) => n[0] === c))
        .filter((i) => i >= 0)
        .map((i) => addedUp(data.days[data.series.days[i]]).pop()),
    );
    this.groups = [];
    this.usual = new Map();
    this.start = Date.parse(data.start);
    this.categories = new Map(
      data.categories.map((c) => [
        c[0],
        { code: c[0], parent: c[1], unit: c[2], en: c[3], uk: c[4], ru: c[5] },
      ]),
    );
    this.claimants = new Map(data.claimants.map((c) => [c[0], { en: c[1], uk: c[2], ru: c[3] }]));
    this.sources = new Map(
      data.sources.map((s) => [s[0], { title: s[1], repo: s[2], licence: s[3] }]),
    );
    this.names = data.series.name.map((n) => n.join("."));
    this.at = new Map(this.names.map((n, i) => [n, i]));
    this.printedAt = new Map(data.printed.of.map((of, i) => [of, i]));
    this.rolledAt = new Map(data.rolled.name.map((n, i) => [n.join("."), i]));
    this.recorded = new Map();
    this.ready = new Map();
  }
  iso(day) {
    return new Date(this.start + day * DAY).toISOString().slice(0, 10);
  }
  number(iso) {
    return Math.round((Date.parse(iso) - this.start) / DAY);
  }
  changes(i) {
    const own = this.data.series.change[i];
    if (!this.data.series.beside[i]) return own;
    const name = this.data.series.name[i];
    const parts = BROKEN_DOWN.map((o) => this.at.get([...name.slice(0, 3), o].join(".")))
      .filter((p) => p !== undefined && this.data.series.days[p] === this.data.series.days[i])
      .map((p) => this.data.series.change[p]);
    return own.map((v, at) => parts.reduce((sum, part) => sum + part[at], v));
  }
  get links() {
    return (this.allLinks ??= textOf(this.packed("links")).split("\n"));
  }
  group(i) {
    const g = this.data.groups;
    return (this.groups[i] ??= {
      at: new Map(addedUp(this.data.days[g.days[i]]).map((d, n) => [d, n])),
      links: addedUp(g.links[i]),
      sets: spread(g.sets[i]),
      hours: spread(g.hours[i]),
    });
  }
  // What is mostly said of claims that are read so: by whom, and who of them agrees.
  usualKind(mark, set, odd, figure, before) {
    const known = odd ? "" : `${mark}${set} ${figure === before}`;
    if (known && this.usual.has(known)) return this.usual.get(known);
    const said = new Set();
    for (const [source, lags] of this.data.sets[set])
      said.add(source + (!lags || before === figure ? "=" : "!"));
    for (const [source, beside, , end] of odd || [])
      if (end === null) said.add(this.data.read_by[source] + (beside ? "!" : "="));
    const kind = this.data.usual_kinds[mark + [...said].sort().join(",")];
    if (known) this.usual.set(known, kind);
    return kind;
  }
  said(columns, i, rows, mark, figureOf) {
    const group = this.group(columns.group[i]),
      places = rows.map((r) => group.at.get(r.day)),
      odd = new Map();
    const sets = overlaid(
        places.map((p) => group.sets[p]),
        columns.own_sets[i],
      ),
      kinds = overlaid([], columns.own_kinds[i]);
    let where = 0;
    for (const [step, ...one] of columns.odd[i]) {
      where += step;
      if (odd.has(where)) odd.get(where).push(one);
      else odd.set(where, [one]);
    }
    rows.forEach((row, at) => {
      row.figure = row[figureOf];
      row.before = at ? rows[at - 1].figure : row.figure;
      row.set = sets[at];
      row.odd = odd.get(at);
      row.linkAt = group.links[places[at]];
      row.hour = group.hours[places[at]];
      [row.claimStatus, row.source, row.agreeing, row.read, row.qualifier, row.wording] =
        this.data.kinds[
          kinds[at] ?? this.usualKind(mark, row.set, row.odd, row.figure, row.before)
        ];
    });
    for (const [at, link] of columns.own_links[i]) rows[at].linkAt = link;
    for (const [at, low, high] of columns.bounds[i]) Object.assign(rows[at], { low, high });
  }
  // A claim's note, the figures and the hour put in where it has places for them.
  note(row) {
    if (!row.wording || !row.wording.includes("{")) return row.wording || "";
    const other = new Map(
        this.readings(row)
          .filter((r) => r.until === null && r.value !== row.figure)
          .map((r) => [r.source, r.value]),
      ),
      [claimant, belligerent, category] = row.key.split(".");
    return row.wording
      .replace("{hour}", this.data.hours[row.hour])
      .replace(/\{\} \(([^)]+)\)/g, (_, source) => `${other.get(source)} (${source})`)
      .replace(
        "add up to {}",
        () =>
          `add up to ${BROKEN_DOWN.map((o) => this.series([claimant, belligerent, category, o].join("."))?.at.get(row.day)?.total || 0).reduce((a, b) => a + b)}`,
      );
  }
  // The rows of a series: as wl.daily tells them, with the total and what is said of the claim.
  series(name) {
    if (this.ready.has(name)) return this.ready.get(name);
    const i = this.at.get(name);
    if (i === undefined) return null;
    const d = this.data.series,
      steps = this.data.days[d.days[i]],
      days = addedUp(steps),
      changes = this.changes(i);
    const named = new Map(d.named[i].map((n) => [n[0], n]));
    let total = 0;
    const rows = days.map((day, at) => {
      const other = named.get(at);
      const length = other ? other[2] : at ? steps[at] : null;
      const status = other ? other[1] : at ? (length === 1 ? "observed" : "gap") : "series_start";
      const carried = other ? other[3] : null,
        one = length === 1;
      total = changes[at] + (at ? 0 : carried || 0) + (status === "series_start" ? 0 : total);
      return new Row({
        key: `${name}.cumulative`,
        day,
        total,
        status,
        days: length,
        value: one ? changes[at] : null,
        span: one ? carried : changes[at],
      });
    });
    this.said(d, i, rows, "", "total");
    const series = { name, rows, at: new Map(rows.map((r) => [r.day, r])) };
    this.ready.set(name, series);
    return series;
  }
  // What the bulletin printed as the day's own.
  printed(name) {
    const i = this.printedAt.get(this.at.get(name));
    if (i === undefined) return null;
    const p = this.data.printed,
      own = this.series(name),
      days = addedUp(this.data.days[p.days[i]]);
    const since = new Map(p.since[i]);
    const rows = days.map((day, at) => {
      const worked = own.at.get(day);
      return new Row({
        key: `${name}.increment`,
        day,
        since: since.has(at) ? since.get(at) : day,
        value: p.beside[i][at] + ((worked && worked.value) || 0),
      });
    });
    this.said(p, i, rows, "+", "value");
    return { rows, at: new Map(rows.map((r) => [r.day, r])) };
  }
  // Totals as wl.compare has them: the claimant's own or, where marked so, the sum of its parts.
  totals(claimant, belligerent, category, outcome) {
    const name = [claimant, belligerent, category, outcome].join(".");
    const r = this.rolledAt.get(name);
    if (r === undefined) {
      const own = this.series(name);
      return own && { rows: own.rows, parts: [], at: own.at };
    }
    const d = this.data.rolled,
      parts = d.parts[r]
        .map((c) => this.series([claimant, belligerent, c, outcome].join(".")))
        .filter(Boolean);
    const rows = addedUp(this.data.days[d.days[r]]).map((day, at) => {
      const below = parts.map((p) => p.at.get(day)).filter(Boolean),
        one = below[0] || {};
      return new Row({
        day,
        total: below.reduce((sum, row) => sum + row.total, d.beside[r][at]),
        source: one.source,
        linkAt: one.linkAt,
        claimStatus: one.claimStatus,
        agreeing: one.agreeing,
        read: one.read,
      });
    });
    return { rows, parts: d.parts[r], at: new Map(rows.map((x) => [x.day, x])) };
  }
  recordedOn(source, day) {
    if (!this.recorded.has(source)) {
      let at = 0,
        when = 0;
      this.recorded.set(
        source,
        new Map((this.data.recorded[source] || []).map(([d, r]) => [(at += d), (when += r)])),
      );
    }
    return this.recorded.get(source).get(day);
  }
  claimantsOf(belligerent, category, outcome) {
    if (!this.who) {
      this.who = new Map();
      for (const [claimant, ...rest] of [...this.data.series.name, ...this.data.rolled.name]) {
        const key = rest.join("."),
          known = this.who.get(key);
        if (!known) this.who.set(key, new Set([claimant]));
        else known.add(claimant);
      }
    }
    return [...(this.who.get(`${belligerent}.${category}.${outcome}`) || [])];
  }
  // The readings of one claim of a series.
  readings(row) {
    const usual = this.data.sets[row.set].map(([source, lags]) => ({
      source,
      value: lags ? row.before : row.figure,
      recorded: this.recordedOn(source, row.day),
      until: null,
    }));
    const others = (row.odd || []).map(([at, beside, late, end]) => {
      const source = this.data.read_by[at],
        recorded = this.recordedOn(source, row.day) + late;
      return {
        source,
        value: row.figure + beside,
        recorded,
        until: end === null ? null : recorded + end,
      };
    });
    return [...usual, ...others].sort((a, b) => a.recorded - b.recorded);
  }
}
