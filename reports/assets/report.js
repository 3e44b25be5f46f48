// Draws a chart when it is scrolled to, in the colours of the reader's scheme; without a script the tables behind remain.
(function () {
  "use strict";
  const { payload, callsOf } = window.callthemes;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const drawn = new Map();

  // A row a company and quarter; without a share where there was no call.  The quarter of a change is marked.
  function shareRows(theme) {
    const since = payload.since[theme];
    const rows = [];
    const seen = new Set();
    const spoke = new Set();
    for (const call of callsOf(theme)) {
      spoke.add(call.company);
      seen.add(call.company + " " + call.quarter);
      rows.push({
        company: payload.companies[call.company], place: call.quarter, share: call.share,
        low: call.low, high: call.high, n_words_theme: call.onTheme, n_words: call.words,
      });
    }
    for (const c of spoke) {
      payload.quarters.forEach((_, q) => {
        if (!seen.has(c + " " + q)) rows.push({ company: payload.companies[c], place: q, share: null });
      });
    }
    for (const row of rows) {
      row.calendar_quarter = payload.quarters[row.place];
      row.since = row.calendar_quarter === since;
    }
    return rows.sort((a, b) => a.place - b.place);
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
    const spec = JSON.parse(JSON.stringify(payload.chart));
    const rows = shareRows(box.dataset.theme);
    const panels = new Set(rows.map((row) => row.company)).size;
    const columns = Math.max(1, Math.min(4, panels, Math.floor(box.clientWidth / 205)));
    spec.datasets = { rows: rows };
    spec.columns = columns;
    spec.spec.width = Math.max(140, Math.min(columns === 1 ? 340 : 240, (box.clientWidth - 60) / columns - 24));
    spec.config = payload.config[dark.matches ? "dark" : "light"];
    giveDomain(spec, [0, Math.max(0.01, ...rows.map((row) => row.high || row.share || 0))]);
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

  function drawAgain() {
    for (const box of Array.from(drawn.keys())) forget(box).then(() => draw(box));
  }
  dark.addEventListener("change", drawAgain);
  document.addEventListener("companychosen", drawAgain);
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = Array.from(document.querySelectorAll("details:not(.transcript, [open])"));
    opened.forEach((details) => { details.open = true; });
  });
  window.addEventListener("afterprint", () => opened.forEach((details) => { details.open = false; }));
})();
