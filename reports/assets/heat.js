// The heat map of all themes: of the companies chosen, and in words for the cell pointed at.
(function () {
  "use strict";
  const { payload, callsOf, chosen } = window.callthemes;
  const table = document.getElementById("heat");
  if (!table) return;
  const reading = document.getElementById("heat-reading");
  const rows = Array.from(table.tBodies[0].rows);
  const asMade = rows.map((row) => Array.from(row.cells).slice(1).map((cell) => [cell.className, cell.textContent]));

  // As in the tables: calls of a company's quarter pooled by words, then the mean of the companies.
  function means(theme) {
    const pooled = payload.quarters.map(() => new Map());
    for (const call of callsOf(theme)) {
      const at = pooled[call.quarter].get(call.company) || [0, 0];
      pooled[call.quarter].set(call.company, [at[0] + call.onTheme, at[1] + call.words]);
    }
    return pooled.map((companies) => {
      const shares = Array.from(companies.values()).filter(([, words]) => words).map(([onTheme, words]) => onTheme / words);
      return { isCall: companies.size > 0, share: shares.length ? shares.reduce((a, b) => a + b) / shares.length : null };
    });
  }

  // One decimal, halves to the even one, as the tables have it; of tenths only odd quarters are halves to a computer.
  function evenly(amount) {
    const below = Math.floor(amount * 10);
    return (amount * 4) % 2 === 1 ? ((below + below % 2) / 10).toFixed(1) : amount.toFixed(1);
  }

  function shown({ isCall, share }) {
    if (share === null) return ["l0", isCall ? "–" : ""];
    if (share === 0) return ["", "0"];
    const look = 2 + payload.limits.filter((limit) => share >= limit).length;
    return ["l" + look, share < 0.0005 ? "<\u00a00.1" : evenly(share * 100)];
  }

  function fill() {
    rows.forEach((row, r) => {
      const cells = chosen() ? means(row.dataset.theme).map(shown) : asMade[r];
      cells.forEach(([look, text], k) => {
        if (look) row.cells[k + 1].className = look; else row.cells[k + 1].removeAttribute("class");
        row.cells[k + 1].textContent = text;
      });
    });
  }

  table.addEventListener("pointerover", (event) => {
    const cell = event.target.closest("td");
    if (!cell || !reading) return;
    const amount = { l0: cell.textContent ? "no words" : "no call", "": "no mention" }[cell.className] || cell.textContent + " %";
    reading.textContent = `${cell.parentNode.cells[0].textContent}, ${payload.quarters[cell.cellIndex - 1]}: ${amount}`;
  });
  document.addEventListener("companychosen", fill);
  if (chosen()) fill();
})();
