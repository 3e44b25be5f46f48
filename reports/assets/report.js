// Draws a chart when it is scrolled to, in the colours of the reader's scheme; without a script the tables behind remain.
(function () {
  "use strict";
  const payload = JSON.parse(document.getElementById("payload").textContent);
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const drawn = new Map();

  function shareRows(theme) {
    const points = payload.points.filter((p) => p[0] === theme);
    const companies = payload.companies.filter((c) => points.some((p) => p[1] === c));
    const rows = [];
    for (const company of companies) {
      for (const quarter of payload.quarters) {
        const here = points.filter((p) => p[1] === company && p[2] === quarter);
        if (!here.length) rows.push({ company: company, calendar_quarter: quarter, share: null });
        for (const p of here) {
          rows.push({ company: company, calendar_quarter: quarter, share: p[3], low: p[4], high: p[5], n_words_theme: p[6], n_words: p[7] });
        }
      }
    }
    return rows;
  }

  function speakerRows(theme) {
    return payload.speakers
      .filter((s) => s[0] === theme)
      .map((s) => ({ speakers: s[1], share: s[2], n_words_theme: s[3], n_words: s[4] }));
  }

  // Shares start at zero and end at the largest bound: a domain that is given needs no data to be found from.
  function giveDomain(node, domain) {
    for (const channel of ["x", "y"]) {
      const encoding = (node.encoding || {})[channel];
      if (encoding && ["share", "low"].includes(encoding.field)) {
        encoding.scale = Object.assign({}, encoding.scale, { domain: domain, nice: true });
      }
    }
    (node.layer || []).concat(node.spec ? [node.spec] : []).forEach((inner) => giveDomain(inner, domain));
  }

  function specification(box) {
    const kind = box.dataset.chart;
    const spec = JSON.parse(JSON.stringify(payload.specs[kind]));
    const theme = box.dataset.theme;
    spec.datasets = { rows: kind === "speakers" ? speakerRows(theme) : shareRows(theme) };
    const bounds = spec.datasets.rows.map((row) => row.high || row.share || 0);
    giveDomain(spec, [0, Math.max(0.01, ...bounds)]);
    spec.config = payload.config[dark.matches ? "dark" : "light"];
    if (kind === "shares") {
      const columns = Math.max(1, Math.min(3, Math.floor(box.clientWidth / 285)));
      spec.columns = columns;
      if (spec.spec) spec.spec.width = Math.max(150, Math.min(220, box.clientWidth / columns - 62));
    } else if (box.clientWidth < 520) {
      spec.width = Math.max(110, box.clientWidth - 210);
    }
    return spec;
  }

  function draw(box) {
    const options = { actions: false, renderer: "svg", ast: true, mode: "vega-lite" };
    const view = window.vegaEmbed(box, specification(box), options);
    view.then(() => {
      // The box has a name and the table behind it the numbers; the drawing's hundred marks would only be noise.
      box.querySelector("svg").setAttribute("aria-hidden", "true");
      box.setAttribute("data-drawn", "yes");
    });
    drawn.set(box, view);
  }

  function forget(box) {
    return drawn.get(box).then((result) => result.finalize());
  }

  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      watcher.unobserve(entry.target);
      draw(entry.target);
    }
  }, { rootMargin: "300px" });
  document.querySelectorAll(".chart").forEach((box) => watcher.observe(box));

  dark.addEventListener("change", () => {
    for (const box of Array.from(drawn.keys())) forget(box).then(() => draw(box));
  });
  window.addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
})();
