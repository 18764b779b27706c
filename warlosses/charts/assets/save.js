// What is shown, to a file: each with its source and licence line.
function download(name, type, content) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(
    content instanceof Blob ? content : new Blob([content], { type }),
  );
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 5000);
}
function csvOf(table, line) {
  const cell = (v) => {
    const t = v === null || v === undefined ? "" : String(v);
    return /[",\n]/.test(t) ? `"${t.replace(/"/g, '""')}"` : t;
  };
  return (
    [
      `# ${line}`,
      table.columns.map((c) => cell(c.key)).join(","),
      ...table.rows.map((row) => table.columns.map((c) => cell(row[c.key])).join(",")),
    ].join("\r\n") + "\r\n"
  );
}
function svgOf(plot, title, line) {
  const svg = plot.querySelector("svg").cloneNode(true),
    [, , w, h] = svg.getAttribute("viewBox").split(" ").map(Number);
  svg.querySelector(".at").remove();
  const words = line.split(" "),
    lines = [""];
  for (const word of words) {
    if ((lines[lines.length - 1] + word).length > w / 5.6) lines.push("");
    lines[lines.length - 1] += word + " ";
  }
  const full = h + 34 + lines.length * 14;
  svg.setAttribute("viewBox", `0 -26 ${w} ${full}`);
  svg.setAttribute("height", full);
  svg.setAttribute("font-family", "sans-serif");
  svg.removeAttribute("aria-hidden");
  svg.insertAdjacentHTML(
    "afterbegin",
    `<title>${escaped(title)}</title><rect y="-26" width="${w}" height="${full}" fill="${colour("paper")}"/><text x="8" y="-9" font-size="14" font-weight="600" fill="${colour("ink")}">${escaped(title)}</text>`,
  );
  lines.forEach((t, i) =>
    svg.insertAdjacentHTML(
      "beforeend",
      `<text x="8" y="${h + 12 + i * 14}" font-size="10" fill="${colour("soft")}">${escaped(t.trim())}</text>`,
    ),
  );
  return new XMLSerializer().serializeToString(svg);
}
function pngOf(text) {
  return new Promise((done, failed) => {
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement("canvas");
      canvas.width = image.width * 2;
      canvas.height = image.height * 2;
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(done, "image/png");
    };
    image.onerror = failed;
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
  });
}
