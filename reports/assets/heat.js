// The heat map of all themes: of the company or peer group and the period chosen, a year's quarters where opened, and in
// words for the cell pointed at.
(function () {
  "use strict";
  const { sharesOf } = window.callthemes;
  const table = document.getElementById("heat");
  if (!table) return;
  const reading = document.getElementById("heat-reading");
  const head = table.tHead.rows[0];
  const rows = Array.from(table.tBodies[0].rows);
  const columns = Array.from(head.cells).slice(1).map((cell) => cell.textContent);
  const numbers = document.querySelector("table.shares");
  const all = Array.from(numbers.tHead.rows[0].cells).map((cell) => cell.textContent).filter((label) => label.includes("Q"));
  const PERIODS = { 4: table.dataset.lately.split(" "), 8: table.dataset.recent.split(" ") };
  const opened = new Set();
  let chosen = { scope: "ALL", period: "" };

  function shown() {
    if (chosen.period) return PERIODS[chosen.period];
    return columns.flatMap((label) => (opened.has(label) ? [label, ...all.filter((quarter) => quarter.startsWith(label + "Q"))] : [label]));
  }

<<<<<<< HEAD
  function headOf(label) {
    const cell = document.createElement("th");
    cell.scope = "col";
    if (label.includes("Q")) { cell.textContent = label; return cell; }
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.setAttribute("aria-expanded", String(opened.has(label)));
    button.setAttribute("aria-label", `${label}, by quarter`);
    cell.append(button);
    return cell;
=======
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
>>>>>>> main
  }

  function fill() {
    const labels = shown();
    head.replaceChildren(head.cells[0], ...labels.map(headOf));
    for (const row of rows) {
      const cellOf = sharesOf(row.dataset.theme, chosen.scope);
      row.replaceChildren(row.cells[0], ...labels.map((label) => {
        const cell = cellOf && cellOf(label);
        if (cell) return cell.cloneNode(true);
        const none = document.createElement("td");
        none.className = "l0";
        return none;
      }));
    }
  }

  head.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const year = button.textContent;
    if (!opened.delete(year)) opened.add(year);
    fill();
    const again = Array.from(head.querySelectorAll("button")).find((other) => other.textContent === year);
    again.focus({ preventScroll: true });
    again.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
  table.addEventListener("pointerover", (event) => {
    const cell = event.target.closest("td");
<<<<<<< HEAD
    if (!cell) return;
=======
    if (!cell || !reading) return;
>>>>>>> main
    const amount = { l0: cell.textContent ? "no words" : "no call", "": "no mention" }[cell.className] || cell.textContent + "%";
    const beside = cell.title ? `; ${cell.title}` : "";
    reading.textContent = `${cell.parentNode.cells[0].textContent}, ${head.cells[cell.cellIndex].textContent}: ${amount}${beside}`;
  });
  document.addEventListener("sharechosen", (event) => { chosen = event.detail; fill(); });
  fill();
})();
