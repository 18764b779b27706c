// One figure against another: Russian to Ukrainian losses at Oryx, confirmed to claimed.
Object.assign(VIEWS, {
  ratio: {
    layout: "wide",
    controls: ["category", "from", "to", "log", "war"],
    figures: () => {
      const outcomes = ["lost", ...BROKEN_DOWN],
        both = (k, o) => {
          const [ru, ua] = SIDES.map((s) => release.totals("oryx", s, k, o));
          return (
            ru && ua && { ru, ua, days: ru.rows.map((r) => r.day).filter((d) => ua.at.has(d)) }
          );
        };
      const ratio = (pair, d) => {
        const a = pair.ru.at.get(d).total,
          b = pair.ua.at.get(d).total;
        return b ? a / b : null;
      };
      const pairs = outcomes
        .map((o) => [o, both(state.k, o)])
        .filter(([, p]) => p && p.days.length);
      const rows = pairs.flatMap(([o, p]) =>
        p.days
          .filter((d) => d >= state.from && d <= state.to)
          .map((d) => ({
            day: d,
            date: release.iso(d),
            outcome: text(o),
            RU: p.ru.at.get(d).total,
            UA: p.ua.at.get(d).total,
            ratio: ratio(p, d) === null ? null : Math.round(ratio(p, d) * 100) / 100,
            source: p.ru.at.get(d).source,
            link: p.ru.at.get(d).link,
          })),
      );
      const stops = [...new Set(rows.map((r) => r.day))].sort((a, b) => a - b);
      const table = [...release.categories.keys()]
        .flatMap((k) =>
          outcomes.map((o) => {
            const p = both(k, o),
              d = p && p.days.filter((x) => x <= state.to).pop();
            return d === undefined || !p
              ? null
              : {
                  category: nameOf(release.categories, k),
                  outcome: text(o),
                  date: release.iso(d),
                  RU: p.ru.at.get(d).total,
                  UA: p.ua.at.get(d).total,
                  ratio: ratio(p, d) === null ? null : Math.round(ratio(p, d) * 100) / 100,
                  source: p.ru.at.get(d).source,
                  link: p.ru.at.get(d).link,
                };
          }),
        )
        .filter(Boolean);
      const trend = !rows.length
        ? none(text("ratio"))
        : {
            title: text("ratio"),
            sub: `Oryx · ${nameOf(release.categories, state.k)}`,
            chart: spec({
              stops,
              layers: pairs.map(([o, p], i) => ({
                kind: "line",
                colour: i ? colour(`c${i}`) : colour("ink"),
                dash: DASHES[i],
                points: p.days
                  .filter((d) => d >= state.from && d <= state.to)
                  .map((d) => ({ x: d, y: ratio(p, d) })),
              })),
            }),
            tell: (day) =>
              `<b>${dayText(day)}</b> · ` +
              rows
                .filter((r) => r.day === day)
                .map(
                  (r) =>
                    `${escaped(r.outcome)} <b>${r.ratio ?? "–"}</b> (${figureText(r.RU)} : ${figureText(r.UA)})`,
                )
                .join("; ") +
              " · " +
              escaped((rows.find((r) => r.day === day) || {}).source || ""),
            key: pairs.map(([o], i) => [
              text(o),
              i ? colour(`c${i}`) : colour("ink"),
              null,
              DASHES[i],
            ]),
            table: {
              columns: [
                col("date", "", "dated"),
                col("outcome"),
                col("RU", "n"),
                col("UA", "n"),
                col("ratio", "n"),
                col("source"),
                col("link", "link"),
              ],
              rows,
            },
            sources: rows.map((r) => r.source),
          };
      return [
        trend,
        {
          title: text("categories"),
          sub: release.iso(state.to),
          open: true,
          table: {
            columns: [
              col("category"),
              col("outcome"),
              col("RU", "n"),
              col("UA", "n"),
              col("ratio", "n"),
              col("date", "", "dated"),
              col("source"),
              col("link", "link"),
            ],
            rows: table,
          },
          sources: table.map((r) => r.source),
        },
      ];
    },
  },
  share: {
    controls: ["category", "cRU", "cUA", "from", "to", "war"],
    figures: () =>
      SIDES.map((side) => {
        const claimant = [state["c" + side], side === "RU" ? "ua_general_staff" : "ru_mod"].find(
          (c) => c && c !== "oryx" && release.claimantsOf(side, state.k, "lost").includes(c),
        );
        const claimed = claimant && release.totals(claimant, side, state.k, "lost"),
          confirmed = release.totals("oryx", side, state.k, "lost");
        if (!claimed || !confirmed) return none(text(side));
        const rows = within(claimed.rows)
          .filter((r) => confirmed.at.has(r.day) && r.total)
          .map((r) => ({
            ...rowCells(r),
            claimed: r.total,
            confirmed: confirmed.at.get(r.day).total,
            share1: Math.round((confirmed.at.get(r.day).total / r.total) * 1000) / 10,
          }));
        if (!rows.length) return none(text(side));
        return {
          title: text(side),
          sub: `${nameOf(release.categories, state.k)} · Oryx / ${nameOf(release.claimants, claimant)}, %`,
          chart: spec({
            log: false,
            stops: rows.map((r) => r.day),
            layers: [
              {
                kind: "line",
                colour: sideColour(side),
                points: rows.map((r) => ({ x: r.day, y: r.share1 })),
              },
            ],
          }),
          tell: (day) => {
            const r = rows.find((x) => x.day === day);
            return `<b>${dayText(day)}</b> · <b>${r.share1} %</b> · ${figureText(r.confirmed)} ${text("of")} ${figureText(r.claimed)} · ${text(r.claimStatus)} · ${escaped(r.source)}, ${escaped(confirmed.at.get(day).source)}`;
          },
          key: [["share1", sideColour(side), null, ""]],
          table: {
            columns: [
              col("date", "", "dated"),
              col("confirmed", "n", "Oryx"),
              { key: "claimed", kind: "n", label: nameOf(release.claimants, claimant) },
              col("share1", "n"),
              col("claimStatus"),
              col("source"),
              col("link", "link"),
            ],
            rows,
          },
          sources: [...rows.map((r) => r.source), ...confirmed.rows.map((r) => r.source)],
        };
      }),
  },
});
