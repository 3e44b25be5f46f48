// Sorts and filters what is shown of themes; what is chosen stands in the address.
(function () {
  "use strict";
  const OF_COMPANIES = ["company", "peers"];
  const address = window.callthemesAddress;
  const root = document.documentElement;
  const form = document.getElementById("filters");
  const table = document.getElementById("themes-table");
  if (!form || !table) return;
  form.hidden = false;
  const fields = Array.from(form.elements).filter((field) => field.name);
  const status = document.getElementById("filter-status");

  function values() {
    return Object.fromEntries([...fields.map((field) => [field.name, field.value]), ["sort", table.dataset.sort || ""]]);
  }

  function remember() {
    address.keep(values(), address.read().place || "themes");
  }

  function matches(row) {
    return fields.every((field) => {
      if (!field.value) return true;
      if (field.name === "words") return (" " + row.dataset.words).includes(" " + field.value.trim().toLowerCase());
      if (OF_COMPANIES.includes(field.name)) {
        const mentioned = row.dataset.companies.split(" ");
        return field.selectedOptions[0].dataset.places.split(" ").some((place) => mentioned.includes(place));
      }
      return row.dataset[field.name] === field.value;
    });
  }

  function filter() {
    const rows = Array.from(table.tBodies[0].rows);
    let shown = 0;
    for (const row of rows) {
      row.hidden = !matches(row);
      shown += row.hidden ? 0 : 1;
      for (const other of document.querySelectorAll(`[data-theme="${row.id.slice(4)}"]`)) {
        if (!other.classList.contains("chart")) other.hidden = row.hidden;
      }
    }
    const of = fields.filter((field) => field.value && OF_COMPANIES.includes(field.name)).map((field) => field.selectedOptions[0]);
    const parts = shown === rows.length ? [] : [`${shown} of ${rows.length} themes shown`];
    if (of.length) parts.push("shares over quarters are of " + of.map((option) => option.textContent).join(", ") + ", the table of themes counts all companies");
    status.textContent = parts.join("; ");
    choose(of.map((option) => option.dataset.places.split(" ")));
  }

  // Drawings show the companies that every filter lets pass.
  function choose(groups) {
    const places = groups.length ? groups.reduce((a, b) => a.filter((place) => b.includes(place))).join(",") || "-1" : "";
    if ((root.dataset.companies || "") === places) return;
    root.dataset.companies = places;
    document.dispatchEvent(new Event("companychosen"));
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
  form.addEventListener("input", () => { filter(); remember(); });
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
