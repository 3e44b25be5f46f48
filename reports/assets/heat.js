// The heat map of all themes: of the company or peer group and the period chosen, a year's quarters where opened, and in
// words for the cell pointed at.
(function () {
  "use strict";
  const { sharesOf, quarters } = window.callthemes;
  const table = document.getElementById("heat");
  if (!table) return;
  const reading = document.getElementById("heat-reading");
  const head = table.tHead.rows[0];
  const rows = Array.from(table.tBodies[0].rows);
  const columns = Array.from(head.cells).slice(1).map((cell) => cell.textContent);
  const PERIODS = { 4: table.dataset.lately.split(" "), 8: table.dataset.recent.split(" ") };
  const opened = new Set();
  let chosen = { scope: "ALL", period: "" };

  function shown() {
    if (chosen.period) return PERIODS[chosen.period];
    return columns.flatMap((label) => (opened.has(label) ? [label, ...quarters.filter((quarter) => quarter.startsWith(label + "Q"))] : [label]));
  }

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
    if (!cell) return;
    const look = cell.classList[0] || "";
    const amount = { l0: cell.textContent ? "no words" : "no call", "": "no mention" }[look] || cell.textContent + "%";
    const beside = cell.classList.contains("e") ? ` (estimated${cell.title ? "; " + cell.title : ""})` : "";
    reading.textContent = `${cell.parentNode.cells[0].textContent}, ${head.cells[cell.cellIndex].textContent}: ${amount}${beside}`;
  });
  document.addEventListener("sharechosen", (event) => { chosen = event.detail; fill(); });
  fill();
})();
