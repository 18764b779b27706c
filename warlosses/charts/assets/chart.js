// Charts drawn by hand: a spec in, an SVG out. Colours are read from the theme, so that a saved picture has them.
const DASHES = ["", "6 3", "2 3", "8 3 2 3", "4 1.5", "10 4"];
const PALETTE = new Map();
function colour(name) {
  if (!PALETTE.has(name))
    PALETTE.set(
      name,
      getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim(),
    );
  return PALETTE.get(name);
}
function escaped(text) {
  return String(text).replace(
    /[&<>"]/g,
    (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c],
  );
}
function niceTicks(low, high, wanted) {
  const raw = Math.max((high - low) / wanted, 1e-9),
    power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find((s) => s * power >= raw) * power,
    ticks = [];
  for (let t = Math.ceil(low / step) * step; t <= high + step / 1e6; t += step)
    ticks.push(+t.toPrecision(12));
  return ticks;
}
function logTicks(low, high) {
  const ticks = [];
  for (let p = Math.floor(Math.log10(low)); p <= Math.ceil(Math.log10(high)); p++)
    for (const m of high / low > 500 ? [1] : [1, 2, 5])
      if (m * 10 ** p >= low && m * 10 ** p <= high) ticks.push(m * 10 ** p);
  return ticks;
}
function dayTicks(release, from, to, wanted, war) {
  if (war)
    return niceTicks(from + 1, to + 1, wanted)
      .filter((n) => Number.isInteger(n) && n >= 1)
      .map((n) => [n - 1, String(n)]);
  const months = (to - from) / 30.4,
    every = [1, 2, 3, 6, 12, 24].find((m) => months / m <= wanted) || 48,
    ticks = [];
  if (months < 3)
    return niceTicks(from, to, wanted)
      .filter(Number.isInteger)
      .map((d) => [d, release.iso(d).slice(5)]);
  const first = new Date(release.start + from * DAY);
  for (let y = first.getUTCFullYear(), m = 0; ; m += every) {
    const at = (Date.UTC(y, m, 1) - release.start) / DAY;
    if (at > to) break;
    if (at >= from)
      ticks.push([
        at,
        new Date(Date.UTC(y, m, 1)).getUTCMonth()
          ? release.iso(at).slice(0, 7)
          : release.iso(at).slice(0, 4),
      ]);
  }
  return ticks;
}
// spec: from, to, log, war, small, layers [{kind: bars|spans|line|dots, points: [{x, y, x0}], colour, dash}], marks [{x, text}]
function draw(release, spec, format, width) {
  const height = Math.round(spec.small ? width * 0.5 : Math.min(380, Math.max(210, width * 0.42))),
    size = 12;
  const ys = spec.layers
    .flatMap((l) => l.points.map((p) => p.y))
    .filter((y) => y !== null && (!spec.log || y > 0));
  let high = ys.reduce((a, b) => Math.max(a, b), spec.log ? 1 : 0),
    low = spec.log
      ? ys.reduce((a, b) => Math.min(a, b), high)
      : Math.min(
          0,
          ys.reduce((a, b) => Math.min(a, b), 0),
        );
  if (high === low) high = low + 1;
  const ticks = spec.log ? logTicks(low, high) : niceTicks(low, high, spec.small ? 3 : 5),
    labels = ticks.map(format);
  const left = Math.max(...labels.map((l) => l.length), 1) * 7 + 10,
    right = 10,
    top = 14,
    bottom = 26;
  const x = (d) =>
    left + ((d - spec.from) / Math.max(spec.to - spec.from, 1)) * (width - left - right);
  const scale = spec.log
    ? (v) => (Math.log(v) - Math.log(low)) / (Math.log(high) - Math.log(low))
    : (v) => (v - low) / (high - low);
  const y = (v) => height - bottom - scale(v) * (height - top - bottom),
    base = spec.log ? height - bottom : y(0);
  const r = (n) => Math.round(n * 10) / 10,
    out = [],
    soft = colour("soft"),
    line = colour("line"),
    ink = colour("ink");
  ticks.forEach((t, i) =>
    out.push(
      `<path d="M${left} ${r(y(t))}H${width - right}" stroke="${t === 0 ? colour("rule") : line}" fill="none"/><text x="${left - 6}" y="${r(y(t) + 4)}" text-anchor="end" fill="${soft}">${escaped(labels[i])}</text>`,
    ),
  );
  for (const [d, label] of dayTicks(
    release,
    spec.from,
    spec.to,
    Math.max(2, Math.floor((width - left) / 85)),
    spec.war,
  )) {
    const at = x(d);
    if (at > left + 8 && at < width - right - 12)
      out.push(
        `<path d="M${r(at)} ${height - bottom}v5" stroke="${soft}"/><text x="${r(at)}" y="${height - 7}" text-anchor="middle" fill="${soft}">${escaped(label)}</text>`,
      );
  }
  const one = Math.max(0.6, ((width - left - right) / Math.max(spec.to - spec.from, 1)) * 0.82);
  for (const l of spec.layers) {
    const points = l.points.filter((p) => p.y === null || !spec.log || p.y > 0);
    if (l.kind === "bars")
      out.push(
        `<path fill="none" stroke="${l.colour}" stroke-width="${r(one)}" d="${points
          .filter((p) => p.y !== null)
          .map((p) => `M${r(x(p.x))} ${r(base)}V${r(y(p.y))}`)
          .join("")}"/>`,
      );
    if (l.kind === "spans")
      out.push(
        `<path fill="${l.colour}" stroke="${l.edge}" stroke-width=".7" d="${points.map((p) => `M${r(x(Math.max(p.x0, spec.from)))} ${r(base)}V${r(y(p.y))}H${r(x(p.x))}V${r(base)}`).join("")}"/>`,
      );
    if (l.kind === "line") {
      let pen = false;
      const d = points
        .map((p) => {
          if (p.y === null) {
            pen = false;
            return "";
          }
          const c = pen ? "L" : "M";
          pen = true;
          return `${c}${r(x(p.x))} ${r(y(p.y))}`;
        })
        .join("");
      out.push(
        `<path fill="none" stroke="${l.colour}" stroke-width="${spec.small ? 1.5 : 1.8}" stroke-linejoin="round" stroke-dasharray="${l.dash || ""}" d="${d}"/>`,
      );
    }
    if (l.kind === "dots")
      for (const p of points)
        out.push(
          (p.low != null && p.high != null && (!spec.log || p.low > 0)
            ? `<path d="M${r(x(p.x))} ${r(y(p.low))}V${r(y(p.high))}" stroke="${l.colour}" stroke-width="2"/>`
            : "") +
            `<circle cx="${r(x(p.x))}" cy="${r(y(p.y))}" r="3" fill="${colour("paper")}" stroke="${l.colour}" stroke-width="1.6"/>`,
        );
  }
  for (const m of spec.marks || [])
    out.push(
      `<path d="M${r(x(m.x))} ${top - 5}l2.5 -5h-5z" fill="${m.line ? ink : soft}"/>${m.line ? `<path d="M${r(x(m.x))} ${top - 5}V${height - bottom}" stroke="${soft}" stroke-width=".7" stroke-dasharray="2 3"/>` : ""}`,
    );
  out.push(`<path class="at" d="" stroke="${soft}" stroke-width=".8"/>`);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-size="${size}" aria-hidden="true">${out.join("")}</svg>`;
  return {
    svg,
    x,
    day: (px) =>
      Math.round(spec.from + ((px - left) / (width - left - right)) * (spec.to - spec.from)),
    height,
    width,
    top,
    bottom,
  };
}
// Hover, keys and dragging over a drawn chart. `tell(day)` gives the read-out; `choose(from, to)` takes a range.
function watch(plot, drawn, spec, tell, choose, label) {
  const cursor = document.createElement("div"),
    read = plot.parentElement.querySelector(".read"),
    stops = spec.stops;
  Object.entries({
    class: "cursor",
    role: "slider",
    tabindex: "0",
    "aria-label": label,
    "aria-valuemin": stops[0],
    "aria-valuemax": stops[stops.length - 1],
  }).forEach(([k, v]) => cursor.setAttribute(k, v));
  let at = stops.length - 1,
    pressed = null;
  const show = (i) => {
    at = Math.max(0, Math.min(stops.length - 1, i));
    const text = tell(stops[at]),
      px = drawn.x(stops[at]);
    read.innerHTML = text;
    cursor.setAttribute("aria-valuenow", stops[at]);
    cursor.setAttribute("aria-valuetext", read.textContent);
    plot
      .querySelector(".at")
      .setAttribute("d", `M${px} ${drawn.top}V${drawn.height - drawn.bottom}`);
  };
  const near = (event) => {
    const box = plot.getBoundingClientRect();
    return drawn.day(((event.clientX - box.left) / box.width) * drawn.width);
  };
  const nearest = (day) => {
    let best = 0;
    stops.forEach((s, i) => {
      if (Math.abs(s - day) < Math.abs(stops[best] - day)) best = i;
    });
    return best;
  };
  cursor.addEventListener("pointermove", (e) => show(nearest(near(e))));
  cursor.addEventListener("pointerdown", (e) => {
    pressed = near(e);
  });
  cursor.addEventListener("pointerup", (e) => {
    const to = near(e);
    if (pressed !== null && Math.abs(to - pressed) > 3)
      choose(Math.min(pressed, to), Math.max(pressed, to));
    pressed = null;
  });
  cursor.addEventListener("keydown", (e) => {
    const step = {
      ArrowLeft: -1,
      ArrowDown: -1,
      ArrowRight: 1,
      ArrowUp: 1,
      PageUp: 30,
      PageDown: -30,
    }[e.key];
    if (step) show(at + step);
    else if (e.key === "Home") show(0);
    else if (e.key === "End") show(stops.length - 1);
    else return;
    e.preventDefault();
  });
  plot.append(cursor);
  show(at);
}
