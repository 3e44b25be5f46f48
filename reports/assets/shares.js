// Shares as the page's own tables have them (a theme's "The numbers"); nothing is computed anew.
window.callthemes = (function () {
  "use strict";
  const tables = new Map(Array.from(document.querySelectorAll("table.shares"), (table) => [table.dataset.theme, table]));
  const tests = new Map(Array.from(document.querySelectorAll("table.trends"), (table) => [table.dataset.theme, table]));
  const labels = new Map();

  const rowOf = (table, scope) => Array.from(table.tBodies[0].rows).find((row) => row.dataset.scope === scope);

  // Cells by the head above them; null where the scope has no call on record.
  function sharesOf(theme, scope) {
    const table = tables.get(theme);
    if (!table) return null;
    const row = rowOf(table, scope) || (scope === "ALL" ? table.tBodies[0].rows[0] : null);
    if (!row) return null;
    if (!labels.size) Array.from(table.tHead.rows[0].cells).forEach((cell, k) => labels.set(cell.textContent, k));
    return (label) => row.cells[labels.get(label)];
  }

  // Cells of the test of a scope, by name; null where none was made.
  function testOf(theme, scope) {
    const row = tests.has(theme) && rowOf(tests.get(theme), scope);
    return row ? (name) => row.querySelector(`[data-c="${name}"]`).textContent : null;
  }

  const first = document.querySelector("table.shares");
  const quarters = first ? Array.from(first.tHead.rows[0].cells, (cell) => cell.textContent).filter((label) => label.includes("Q")) : [];

  return { sharesOf: sharesOf, testOf: testOf, quarters: quarters };
})();
