// Tables: a day, a claim with its history, months and worst days, what is disputed or corrected.
Object.assign(VIEWS, {
  day: {
    layout: "wide",
    controls: ["on", "outcome"],
    figures: () =>
      SIDES.map((side) => {
        const rows = [];
        release.data.series.name.forEach((n, i) => {
          if (n[1] !== side || n[3] !== state.o) return;
          const r = release.series(release.names[i]).at.get(state.on);
          if (!r) return;
          const p = release.printed(release.names[i]),
            printed = p && p.at.get(state.on);
          rows.push({
            claimant: nameOf(release.claimants, n[0]),
            category: nameOf(release.categories, n[2]),
            total: r.total,
            value: r.value,
            status: r.status,
            span: r.span,
            days: r.days,
            printed: printed ? printed.value : null,
            claimStatus: r.claimStatus,
            agree: `${r.agreeing} ${text("of")} ${r.read}`,
            qualifier: r.qualifier,
            note: release.note(r),
            source: r.source,
            link: r.link,
            claim: r.id,
          });
        });
        for (const s of release.data.single)
          if (s[1] === side && s[3] === state.o && s[6] === state.on) {
            const kind = release.data.kinds[s[10]];
            rows.push({
              claimant: nameOf(release.claimants, s[0]),
              category: nameOf(release.categories, s[2]),
              total: s[4] === "cumulative" ? s[7] : null,
              printed: s[4] === "increment" ? s[7] : null,
              low: s[8],
              high: s[9],
              claimStatus: kind[0],
              agree: `${kind[2]} ${text("of")} ${kind[3]}`,
              qualifier: kind[4],
              note: kind[5],
              source: kind[1],
              link: release.links[s[11]],
              claim: s[12],
            });
          }
        return {
          title: text(side),
          sub: rows.length ? `${dayText(state.on)} · ${text(state.o)}` : text("noClaim"),
          open: true,
          table: rows.length
            ? {
                group: "claimant",
                columns: [
                  col("claimant"),
                  col("category"),
                  col("total", "n"),
                  col("value", "n", "daily"),
                  col("status"),
                  col("span", "n"),
                  col("days", "n"),
                  col("printed", "n"),
                  col("claimStatus"),
                  col("agree", "n"),
                  col("source"),
                  col("link", "link"),
                  col("note", "text"),
                  col("claim", "more"),
                ],
                rows,
              }
            : null,
          sources: rows.map((r) => r.source),
        };
      }),
  },
  claim: {
    layout: "wide",
    controls: ["id"],
    figures: () => {
      const m = /^(.+)\.(cumulative|increment)\.(\d{4}-\d\d-\d\d)(.*)$/.exec(state.id),
        title = text("claim");
      const one = release.data.single.find((s) => s[12] === state.id),
        series =
          m &&
          !one &&
          (m[2] === "cumulative"
            ? release.series(m[1])
            : release.at.has(m[1]) && release.printed(m[1]));
      const day = m && release.number(m[3]),
        row = series && series.at.get(day);
      if (!one && !row) return [{ title, sub: text("noClaim"), sources: [] }];
      const value = one ? one[7] : m[2] === "cumulative" ? row.total : row.value,
        kind = one && release.data.kinds[one[10]];
      const reads = one
        ? [{ source: kind[1], value, low: one[8], high: one[9], recorded: null, until: null }]
        : release.readings(row);
      const rows = [
        ...reads.map((r) => ({
          at: r.recorded === null ? "" : release.iso(r.recorded),
          event: text("read"),
          source: r.source,
          value: r.value,
          low: r.low,
          high: r.high,
          until: r.until === null ? "" : release.iso(r.until),
          reason: "",
          link: (release.sources.get(r.source) || {}).repo || "",
        })),
        ...release.data.corrections
          .filter((c) => c[0] === state.id)
          .map((c) => ({
            at: release.iso(c[6]),
            event: text("corrected"),
            source: "corrections",
            value: c[2],
            until: "",
            reason: `${figureText(c[1])} → ${figureText(c[2])}: ${c[4]}`,
            link: c[5],
          })),
      ];
      return [
        {
          title: figureText(value) || `${figureText(one[8])}–${figureText(one[9])}`,
          sub: [state.id, text(one ? kind[0] : row.claimStatus), one ? kind[5] : release.note(row)]
            .filter(Boolean)
            .join(" · "),
          open: true,
          link: one ? release.links[one[11]] : row.link,
          table: {
            columns: [
              col("at", "", "recorded"),
              col("event"),
              col("source"),
              col("value", "n"),
              col("low", "n"),
              col("high", "n"),
              col("until"),
              col("reason", "text"),
              col("link", "link"),
            ],
            rows,
          },
          sources: rows.map((r) => r.source),
        },
      ];
    },
  },
  ranks: {
    controls: ["category", "cRU", "cUA", "outcome", "from", "to"],
    figures: () =>
      SIDES.flatMap((side) => {
        const claimant = usualClaimant(side, state.k, state.o),
          found = claimant && release.series([claimant, side, state.k, state.o].join("."));
        if (!found) return [none(text(side))];
        const months = new Map(),
          sub = `${text(side)} · ${nameOf(release.categories, state.k)} · ${nameOf(release.claimants, claimant)}`,
          rows = within(found.rows);
        for (const r of rows) {
          const m = release.iso(r.day).slice(0, 7),
            one = months.get(m) || { month: m, value: 0, known: 0 };
          if (r.value !== null) {
            one.value += r.value;
            one.known += 1;
          }
          months.set(m, one);
        }
        for (const r of rows)
          if (
            r.value === null &&
            r.status !== "series_start" &&
            release.iso(r.day).slice(0, 7) === release.iso(r.day - r.days + 1).slice(0, 7)
          ) {
            const one = months.get(release.iso(r.day).slice(0, 7));
            one.value += r.span;
            one.known += r.days;
          }
        const ranked = [...months.values()]
          .map((m) => {
            const length = new Date(
              Date.UTC(+m.month.slice(0, 4), +m.month.slice(5), 0),
            ).getUTCDate();
            return {
              ...m,
              length,
              status: m.known === length ? "" : text("incomplete"),
              value: m.known ? m.value : null,
            };
          })
          .sort((a, b) => (b.value ?? -Infinity) - (a.value ?? -Infinity))
          .map((m, i) => ({ rank: i + 1, ...m, known: `${m.known} ${text("of")} ${m.length}` }));
        const worst = rows
          .filter((r) => r.value !== null)
          .sort((a, b) => b.value - a.value || a.day - b.day)
          .slice(0, 50)
          .map((r, i) => ({ rank: i + 1, ...rowCells(r) }));
        const sources = rows.map((r) => r.source);
        return [
          {
            title: `${text("months")}: ${text(side)}`,
            sub,
            open: true,
            table: {
              columns: [
                col("rank", "n"),
                col("month"),
                col("value", "n"),
                col("known", "n"),
                col("status"),
              ],
              rows: ranked,
            },
            sources,
          },
          {
            title: `${text("worst")}: ${text(side)}`,
            sub,
            open: true,
            table: {
              columns: [
                col("rank", "n"),
                col("date", "", "dated"),
                col("value", "n"),
                col("status"),
                col("claimStatus"),
                col("source"),
                col("link", "link"),
              ],
              rows: worst,
            },
            sources,
          },
        ];
      }),
  },
  list: {
    layout: "wide",
    controls: [],
    figures: () => {
      const reasons = new Map(release.data.corrections.map((c) => [c[0], c])),
        rows = [];
      const add = (r, value) => {
        if (!["disputed", "corrected"].includes(r.claimStatus)) return;
        const c = reasons.get(r.id);
        rows.push({
          date: release.iso(r.day),
          claim: r.id,
          value,
          claimStatus: r.claimStatus,
          before: c ? c[1] : null,
          reason: c ? c[4] : "",
          source: r.source,
          link: c ? c[5] : r.link,
        });
      };
      for (const n of release.names) {
        for (const r of release.series(n).rows) add(r, r.total);
        const p = release.printed(n);
        if (p) for (const r of p.rows) add(r, r.value);
      }
      for (const s of release.data.single) {
        const k = release.data.kinds[s[10]];
        add(
          { claimStatus: k[0], id: s[12], day: s[6], source: k[1], link: release.links[s[11]] },
          s[7],
        );
      }
      rows.sort((a, b) => (a.date < b.date ? -1 : 1));
      return [
        {
          title: `${text("list")}: ${rows.length}`,
          open: true,
          table: {
            columns: [
              col("date", "", "dated"),
              col("claim", "claim"),
              col("value", "n"),
              col("claimStatus", "", "status"),
              col("before", "n"),
              col("reason", "text"),
              col("source"),
              col("link", "link"),
            ],
            rows,
          },
          sources: rows.map((r) => r.source),
        },
      ];
    },
  },
});
