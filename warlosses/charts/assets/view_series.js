// Series over time: a category's daily losses, the totals of all claimants, all categories.
Object.assign(VIEWS, {
  daily: {
    controls: ["category", "cRU", "cUA", "outcome", "from", "to", "log", "war"],
    figures: () =>
      SIDES.map((side) => {
        const claimant = usualClaimant(side, state.k, state.o),
          found = claimant && release.series([claimant, side, state.k, state.o].join("."));
        if (!found) return none(text(side));
        const rows = within(found.rows),
          mean = means(found.rows).filter((p) => p.x >= state.from && p.x <= state.to);
        const length = (r) => r.status === "gap" || (r.status === "restated" && r.days > 1);
        return {
          title: text(side),
          sub: `${nameOf(release.categories, state.k)} · ${nameOf(release.claimants, claimant)}`,
          chart: rows.length
            ? spec({
                stops: rows.map((r) => r.day),
                layers: [
                  {
                    kind: "spans",
                    colour: sideColour(side, true),
                    edge: sideColour(side),
                    points: rows
                      .filter(length)
                      .map((r) => ({ x: r.day, x0: r.day - r.days, y: r.span / r.days })),
                  },
                  {
                    kind: "bars",
                    colour: state.log ? sideColour(side) : sideColour(side, true),
                    points: rows
                      .filter((r) => r.value !== null)
                      .map((r) => ({ x: r.day, y: r.value })),
                  },
                  { kind: "line", colour: sideColour(side), points: mean },
                ],
                marks: rows
                  .filter((r) => !["observed", "gap"].includes(r.status))
                  .map((r) => ({ x: r.day, line: r.status !== "restated" })),
              })
            : null,
          tell: (day) => readRow(found.at.get(day)),
          key: [
            ["observed", sideColour(side, true)],
            ["spread", sideColour(side, true), sideColour(side)],
            ["mean", sideColour(side), null, ""],
            ...[...new Set(rows.map((r) => r.status))]
              .filter((s) => !["observed", "gap"].includes(s))
              .map((s) => [s, s === "restated" ? colour("soft") : colour("ink"), null, "mark"]),
          ],
          get table() {
            return {
              columns: dailyColumns(),
              rows: rows.map((r, i) => ({
                ...rowCells(r),
                mean: mean[i].y === null ? "" : Math.round(mean[i].y * 100) / 100,
              })),
            };
          },
          sources: rows.map((r) => r.source),
        };
      }),
  },
  totals: {
    controls: ["category", "from", "to", "log", "war"],
    figures: () =>
      SIDES.map((side) => {
        const people = release.categories.get(state.k).unit === "people",
          wanted = people
            ? ["lost", "killed", "wounded", "killed_or_wounded", "missing", "prisoner"]
            : ["lost"];
        const lines = wanted.flatMap((o) =>
          release
            .claimantsOf(side, state.k, o)
            .map((c) => ({ c, o, ...release.totals(c, side, state.k, o) })),
        );
        for (const l of lines) l.rows = within(l.rows);
        const ranges = release.data.single.filter(
          (s) =>
            s[1] === side &&
            s[2] === state.k &&
            s[4] === "cumulative" &&
            s[5] === 0 &&
            s[6] >= state.from &&
            s[6] <= state.to,
        );
        const full = lines.filter((l) => l.rows.length);
        if (!full.length && !ranges.length) return none(text(side));
        full.sort((a, b) => b.rows.length - a.rows.length);
        const long = full.filter((l) => l.rows.length > 30);
        const rows = [
          ...full.flatMap((l) =>
            l.rows.map((r) => ({
              ...rowCells(r),
              claimant: nameOf(release.claimants, l.c),
              outcome: text(l.o),
              status: l.parts.length ? text("rolled") : "",
            })),
          ),
          ...ranges.map((s) => ({
            day: s[6],
            date: release.iso(s[6]),
            claimant: nameOf(release.claimants, s[0]),
            outcome: text(s[3]),
            total: s[7],
            low: s[8],
            high: s[9],
            source: release.data.kinds[s[10]][1],
            claimStatus: release.data.kinds[s[10]][0],
            link: release.links[s[11]],
          })),
        ].sort((a, b) => a.day - b.day);
        const stops = [...new Set(rows.map((r) => r.day))];
        return {
          title: text(side),
          sub: nameOf(release.categories, state.k) + (people ? "" : ` · ${text("lost")}`),
          chart: spec({
            stops,
            layers: [
              ...long.map((l, i) => ({
                kind: "line",
                colour: lineColour(side, i),
                dash: DASHES[i % 6],
                points: l.rows.map((r) => ({ x: r.day, y: r.total })),
              })),
              {
                kind: "dots",
                colour: sideColour(side),
                points: [
                  ...full
                    .filter((l) => l.rows.length <= 30)
                    .flatMap((l) =>
                      l.rows.map((r) => ({ x: r.day, y: r.total, low: r.low, high: r.high })),
                    ),
                  ...ranges.map((s) => ({
                    x: s[6],
                    y: s[7] ?? s[8] ?? s[9],
                    low: s[8],
                    high: s[9],
                  })),
                ],
              },
            ],
          }),
          tell: (day) =>
            `<b>${dayText(day)}</b> · ` +
            rows
              .filter((r) => r.day === day)
              .map(
                (r) =>
                  escaped(`${r.claimant}, ${r.outcome}: `) +
                  `<b>${r.total === null ? `${figureText(r.low)}–${figureText(r.high)}` : figureText(r.total)}</b>` +
                  escaped(` ${r.status || text(r.claimStatus)} · ${r.source}`),
              )
              .join("; "),
          key: [
            ...long.map((l, i) => [
              `${nameOf(release.claimants, l.c)}${people ? ", " + text(l.o) : ""}${l.parts.length ? " (" + text("rolled") + ")" : ""}`,
              lineColour(side, i),
              null,
              DASHES[i % 6],
            ]),
            ...(rows.length && full.some((l) => l.rows.length <= 30)
              ? [
                  [
                    [
                      ...new Set(
                        full
                          .filter((l) => l.rows.length <= 30)
                          .map((l) => nameOf(release.claimants, l.c)),
                      ),
                    ].join(", "),
                    sideColour(side),
                    null,
                    "dot",
                  ],
                ]
              : []),
          ],
          table: {
            columns: [
              col("date", "", "dated"),
              col("claimant"),
              col("outcome"),
              col("total", "n"),
              col("low", "n"),
              col("high", "n"),
              col("status"),
              col("claimStatus"),
              col("agree", "n"),
              col("source"),
              col("link", "link"),
            ],
            rows,
          },
          sources: rows.map((r) => r.source),
        };
      }),
  },
  categories: {
    layout: "small",
    controls: ["outcome", "cRU", "cUA", "from", "to", "log", "war"],
    figures: () =>
      [...release.categories.keys()]
        .map((k) => {
          const lines = SIDES.map((side) => {
            const c = usualClaimant(side, k, state.o);
            return c && { side, c, ...release.totals(c, side, k, state.o) };
          }).filter((l) => l && l.rows.length > 30);
          if (!lines.length) return null;
          for (const l of lines) l.rows = within(l.rows);
          const rows = lines
            .flatMap((l) =>
              l.rows.map((r) => ({
                ...rowCells(r),
                belligerent: l.side,
                claimant: nameOf(release.claimants, l.c),
                claimStatus: r.claimStatus,
              })),
            )
            .sort((a, b) => a.day - b.day);
          if (!rows.length) return null;
          return {
            title: nameOf(release.categories, k),
            chart: spec({
              small: true,
              stops: [...new Set(rows.map((r) => r.day))],
              layers: lines.map((l) => ({
                kind: "line",
                colour: sideColour(l.side),
                dash: l.side === "UA" ? "6 3" : "",
                points: l.rows.map((r) => ({ x: r.day, y: r.total })),
              })),
            }),
            tell: (day) =>
              `<b>${dayText(day)}</b> · ` +
              lines
                .map((l) => [l, l.at.get(day)])
                .filter(([, r]) => r)
                .map(
                  ([l, r]) =>
                    `${l.side} <b>${figureText(r.total)}</b> ${escaped(`${text(r.claimStatus || "")} · ${r.source}`)}`,
                )
                .join("; "),
            key: lines.map((l) => [
              `${l.side}: ${nameOf(release.claimants, l.c)}`,
              sideColour(l.side),
              null,
              l.side === "UA" ? "6 3" : "",
            ]),
            table: {
              columns: [
                col("date", "", "dated"),
                col("belligerent"),
                col("claimant"),
                col("total", "n"),
                col("claimStatus"),
                col("source"),
                col("link", "link"),
              ],
              rows,
            },
            sources: rows.map((r) => r.source),
          };
        })
        .filter(Boolean),
  },
});
