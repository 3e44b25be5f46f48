// Sorts and filters what is shown of themes; what is chosen stands in the address.
(function () {
  "use strict";
  const address = window.callthemesAddress;
  const { sharesOf, testOf, quarters, axis } = window.callthemes;
  const root = document.documentElement;
  const form = document.getElementById("filters");
  const table = document.getElementById("themes-table");
  if (!form || !table) return;
  form.hidden = false;
  const fields = Array.from(form.elements).filter((field) => field.name);
  const status = document.getElementById("filter-status");
  const when = table.querySelector(".when");
  const places = Array.from(document.querySelectorAll(".filters-here"));
  const SUMS = { "": "last four quarters", 4: "last four quarters", 8: "last eight" };
  // What the page was made with, to go back to: texts of the cells that a choice changes.
  const COLUMNS = { line: 1, share: 2, change: 3, status: 4 };
  const asMade = new Map(Array.from(table.tBodies[0].rows, (row) => [row, Object.values(COLUMNS).map((k) => row.cells[k].cloneNode(true))]));

  function values() {
    return Object.fromEntries([...fields.map((field) => [field.name, field.value]), ["sort", table.dataset.sort || ""]]);
  }

  function remember() {
    address.keep(values(), address.read().place || "themes");
  }

  const option = (name) => {
    const field = form.elements[name];
    return field && field.value ? field.selectedOptions[0] : null;
  };

  function scopeOf() {
    if (option("company")) return option("company").value;
    return option("peers") ? "group:" + option("peers").value : "ALL";
  }

  // A line through the shares of the scope, as the table's own lines are drawn.
  function line(svg, cellOf, quarters) {
    const drawn = svg.cloneNode(true);
    const share = (label) => { const text = cellOf(label).textContent; return text.startsWith("<") ? 0.05 : text === "" || text === "–" ? null : Number(text); };
    const shares = quarters.map(share);
    const top = Math.max(...shares.filter((value) => value !== null), 0) || 1;
    const spot = (value, k) => `${Math.round(2 + (92 * k) / Math.max(1, shares.length - 1))} ${Math.round(16 - (14 * value) / top)}`;
    let path = "";
    let last = null;
    shares.forEach((value, k) => {
      if (value === null) return;
      path += (k && shares[k - 1] !== null ? "L" : "M") + spot(value, k);
      last = spot(value, k).split(" ");
    });
    drawn.querySelector("path").setAttribute("d", path);
    const dot = drawn.querySelector("circle");
    if (last) { dot.setAttribute("cx", last[0]); dot.setAttribute("cy", last[1]); }
    return drawn;
  }

  function fill(row, scope, period) {
    const theme = row.id.slice(4);
    asMade.get(row).forEach((cell, k) => row.cells[k + 1].replaceWith(cell.cloneNode(true)));
    const cellOf = sharesOf(theme, scope);
    const share = row.cells[COLUMNS.share];
    if (scope === "ALL" && !period) return true;
    if (!cellOf) return false;
    share.textContent = cellOf(SUMS[period]).textContent || "–";
    share.dataset.value = share.textContent.startsWith("<") ? 0.05 : Number(share.textContent) || 0;
    if (scope === "ALL") return true;
    const svg = row.cells[COLUMNS.line].querySelector("svg");
    if (svg) svg.replaceWith(line(svg, cellOf, axis));
    const test = testOf(theme, scope);
    const isGroup = scope.startsWith("group:");
    row.cells[COLUMNS.change].textContent = test ? test("change") : "–";
    row.cells[COLUMNS.change].dataset.value = test ? parseFloat(test("change").replace("\u2212", "-")) || "" : "";
    row.cells[COLUMNS.status].textContent = test ? test("status") : isGroup ? "not tested for groups" : "–";
    row.cells[COLUMNS.status].className = "status";
    return quarters.some((label) => !["", "0", "–"].includes(cellOf(label).textContent));
  }

  function matches(row) {
    const { words, kind, status: wanted } = form.elements;
    if (words.value && !(" " + row.dataset.words).includes(" " + words.value.trim().toLowerCase())) return false;
    if (kind.value && row.dataset.kind !== kind.value) return false;
    return !wanted.value || row.cells[COLUMNS.status].textContent === wanted.value;
  }

  function filter() {
    const scope = scopeOf();
    const period = form.elements.period ? form.elements.period.value : "";
    const rows = Array.from(table.tBodies[0].rows);
    let shown = 0;
    for (const row of rows) {
      const spoken = fill(row, scope, period);
      row.hidden = !spoken || !matches(row);
      shown += row.hidden ? 0 : 1;
      const other = document.querySelector(`#heat tr[data-theme="${CSS.escape(row.id.slice(4))}"]`);
      if (other) other.hidden = row.hidden;
    }
    if (when) when.textContent = period === "8" ? when.dataset.recent : when.dataset.lately;
    const chosen = option("company") || option("peers");
    const said = [chosen, option("period")].filter(Boolean).map((found) => found.textContent);
    if (chosen) said[0] += " only";
    if (period) said.push("changes as tested, whatever the period");
    if (shown !== rows.length) said.unshift(`${shown} of ${rows.length} themes`);
    status.textContent = said.join(", ");
    status.dataset.of = chosen ? chosen.textContent : "";
    root.dataset.companies = chosen ? chosen.dataset.companies || chosen.value : "";
    document.dispatchEvent(new Event("companychosen"));
    document.dispatchEvent(new CustomEvent("sharechosen", { detail: { scope: scope, period: period } }));
  }

  function sort(order) {
    const [column, direction] = [Math.abs(parseInt(order, 10)), order.startsWith("-") ? -1 : 1];
    const headers = Array.from(table.tHead.rows[0].cells);
    if (!headers[column - 1]) return;
    table.dataset.sort = order;
    headers.forEach((cell) => cell.removeAttribute("aria-sort"));
    headers[column - 1].setAttribute("aria-sort", direction < 0 ? "descending" : "ascending");
    const value = ({ cells: { [column - 1]: cell } }) => ("value" in cell.dataset ? cell.dataset.value : cell.textContent.trim());
    const rows = Array.from(table.tBodies[0].rows).map((row, k) => [value(row), k, row]);
    const numeric = rows.every(([text]) => text === "" || !Number.isNaN(Number(text)));
    rows.sort(([a, i], [b, j]) => {
      const order = numeric ? (a === "" ? -Infinity : Number(a)) - (b === "" ? -Infinity : Number(b)) : a.localeCompare(b);
      return direction * order || i - j;
    });
    table.tBodies[0].append(...rows.map(([, , row]) => row));
  }

  function obey() {
    const { chosen } = address.read();
    for (const field of fields) {
      field.value = chosen.get(field.name) || "";
      if (field.selectedIndex === -1) field.value = ""; // an address of another report
    }
    if (chosen.get("sort")) sort(chosen.get("sort"));
    filter();
  }

  Array.from(table.tHead.rows[0].cells).forEach((cell, k) => {
    if (cell.classList.contains("drawn")) return; // there is no order of lines
    const button = document.createElement("button");
    button.type = "button";
    button.append(...cell.childNodes);
    cell.append(button);
    button.addEventListener("click", () => {
      const first = cell.classList.contains("number") ? "-" : "";
      const now = table.dataset.sort;
      const same = now && Math.abs(parseInt(now, 10)) === k + 1;
      sort(same ? (now.startsWith("-") ? "" : "-") + (k + 1) : first + (k + 1));
      remember();
    });
  });
  form.addEventListener("input", (event) => {
    const other = { company: "peers", peers: "company" }[event.target.name]; // a company, or a group of them
    if (other && form.elements[other]) form.elements[other].value = "";
    filter();
    remember();
  });
  // The form stands in the view that is shown, where what it governs is.
  function follow() {
    const place = places.find((other) => other.closest(".view").classList.contains("on"));
    if (place && !place.contains(form)) place.append(form);
  }
  document.addEventListener("viewshown", follow);
  follow();
  form.addEventListener("reset", () => setTimeout(() => { filter(); remember(); }));
  form.addEventListener("submit", (event) => event.preventDefault());
  // A plain link within the page keeps what was chosen; an address that chooses is obeyed.
  window.addEventListener("hashchange", () => {
    const { chosen } = address.read();
    if (Object.keys(values()).some((name) => chosen.has(name))) obey();
    else if (Object.values(values()).some((value) => value)) remember();
  });
  obey();
})();
