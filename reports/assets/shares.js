// Shares as the page's own tables have them (a theme's "The numbers"); nothing is computed anew.
window.callthemes = (function () {
  "use strict";
  const tables = new Map(Array.from(document.querySelectorAll("table.shares"), (table) => [table.dataset.theme, table]));
  const tests = new Map(Array.from(document.querySelectorAll("table.trends"), (table) => [table.dataset.theme, table]));
  const labels = new Map();
  const calls = new Map(); // a row of any theme, by scope
  const TESTED = { status: 1, change: 4 }; // columns

  const rowOf = (table, scope) => Array.from(table.tBodies[0].rows).find((row) => row.dataset.scope === scope);

  // Cells by the head above them; null where the scope mentions nothing.
  function sharesOf(theme, scope) {
    const table = tables.get(theme);
    if (!table) return null;
    if (!labels.size) Array.from(table.tHead.rows[0].cells).forEach((cell, k) => labels.set(cell.textContent, k));
    const row = rowOf(table, scope) || (scope === "ALL" ? table.tBodies[0].rows[0] : null);
    return row ? (label) => row.cells[labels.get(label)] : silent(scope);
  }

  // A company that never mentions a theme has no row there: nothing in the quarters of its calls, which other themes tell.
  function silent(scope) {
    if (!calls.has(scope)) calls.set(scope, Array.from(tables.values(), (table) => rowOf(table, scope)).find(Boolean));
    const row = calls.get(scope);
    if (!row) return null;
    return (label) => {
      const cell = row.cells[labels.get(label)].cloneNode();
      if (cell.classList.contains("l0")) return cell;
      cell.removeAttribute("class");
      cell.textContent = "0";
      return cell;
    };
  }

  // Cells of the test of a scope, by name; null where none was made.
  function testOf(theme, scope) {
    const row = tests.has(theme) && rowOf(tests.get(theme), scope);
    return row ? (name) => row.cells[TESTED[name]].textContent : null;
  }

  const first = document.querySelector("table.shares");
  const quarters = first ? Array.from(first.tHead.rows[0].cells, (cell) => cell.textContent).filter((label) => label.includes("Q")) : [];

  // Of drawings: of a year or more without any call one quarter stands for all.
  const listed = document.getElementById("themes-table");
  const axis = listed && listed.dataset.axis ? listed.dataset.axis.split(" ") : quarters;

  return { sharesOf: sharesOf, testOf: testOf, quarters: quarters, axis: axis };
})();
