// The heat map of all themes: of the company or peer group chosen, and in words for the cell pointed at.
(function () {
  "use strict";
  const { payload, callsOf, chosen } = window.callthemes;
  const table = document.getElementById("heat");
  if (!table) return;
  const reading = document.getElementById("heat-reading");
  const rows = Array.from(table.tBodies[0].rows);
  const asMade = rows.map((row) => Array.from(row.cells).slice(1).map((cell) => [cell.className, cell.textContent, cell.title]));

  // One company's shares, as in the tables: calls of a quarter pooled by words.
  function pooled(theme) {
    const sums = payload.quarters.map(() => ({ isCall: false, onTheme: 0, words: 0 }));
    for (const call of callsOf(theme)) {
      const sum = sums[call.quarter];
      sums[call.quarter] = { isCall: true, onTheme: sum.onTheme + call.onTheme, words: sum.words + call.words };
    }
    return sums.map(({ isCall, onTheme, words }) => ({ isCall: isCall, share: words ? onTheme / words : null }));
  }

  // One decimal, halves to the even one, as the tables have it; of tenths only odd quarters are halves to a computer.
  function evenly(amount) {
    const below = Math.floor(amount * 10);
    return (amount * 4) % 2 === 1 ? ((below + below % 2) / 10).toFixed(1) : amount.toFixed(1);
  }

  function shown({ isCall, share }) {
    if (share === null) return ["l0", isCall ? "–" : "", ""];
    if (share === 0) return ["", "0", ""];
    const look = 2 + payload.limits.filter((limit) => share >= limit).length;
    return ["l" + look, share < 0.0005 ? "<0.1" : evenly(share * 100), ""];
  }

  // Means over companies are made with the page, adjusted for who called (docs/prevalence.md).
  function cellsOf(theme) {
    const peers = payload.peers[Array.from(chosen()).join(",")];
    return peers ? peers[theme].map(([look, text, beside]) => [look === 1 ? "" : "l" + look, text, beside]) : pooled(theme).map(shown);
  }

  function fill() {
    rows.forEach((row, r) => {
      const cells = chosen() ? cellsOf(row.dataset.theme) : asMade[r];
      cells.forEach(([look, text, beside], k) => {
        const cell = row.cells[k + 1];
        if (look) cell.className = look; else cell.removeAttribute("class");
        if (beside) cell.title = beside; else cell.removeAttribute("title");
        cell.textContent = text;
      });
    });
  }

  table.addEventListener("pointerover", (event) => {
    const cell = event.target.closest("td");
    if (!cell || !reading) return;
    const amount = { l0: cell.textContent ? "no words" : "no call", "": "no mention" }[cell.className] || cell.textContent + "%";
    const beside = cell.title ? `; ${cell.title}` : "";
    reading.textContent = `${cell.parentNode.cells[0].textContent}, ${payload.quarters[cell.cellIndex - 1]}: ${amount}${beside}`;
  });
  document.addEventListener("companychosen", fill);
  if (chosen()) fill();
})();
