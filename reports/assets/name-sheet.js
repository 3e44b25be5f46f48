// Keeps a judge's marks in the browser as they are made, counts them, and gives them as the CSV that `themes evaluate` reads.
(function () {
  "use strict";
  const form = document.getElementById("marks");
  const told = document.getElementById("told");
  const sheet = form.dataset.sheet;
  const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/; // what a spreadsheet would run
  let note = "";

  function marks() {
    return [...new FormData(form)].filter(([, value]) => value !== "");
  }

  function keep() {
    try {
      localStorage.setItem(sheet, JSON.stringify(marks()));
      note = "";
    } catch (error) {
      note = " This browser keeps nothing: download the marks before you close the page.";
    }
  }

  function restore() {
    let kept;
    try {
      kept = JSON.parse(localStorage.getItem(sheet) || "[]");
    } catch (error) {
      return;
    }
    for (const [name, value] of kept) if (form.elements[name]) form.elements[name].value = value;
  }

  function count() {
    const made = (kind) => marks().filter(([name]) => name.startsWith(kind + "-")).length;
    const of = (selector) => form.querySelectorAll(selector).length;
    told.textContent = `Marked: slide ${made("slide_worthy")} of ${of("article")}, procedure ${made("procedure")} of ${of("article")}, ` +
      `passages ${made("is_about")} of ${of(".passage")}.${note}`;
  }

  function cell(text) {
    return `"${(FORMULA.test(text) ? "'" + text : text).replace(/"/g, '""')}"`;
  }

  function csv() {
    const made = new Map(marks());
    const rows = [["sheet", "theme", "name", "slide_worthy", "procedure", "comment", "passage", "is_about"]];
    for (const article of form.querySelectorAll("article")) {
      const theme = article.dataset.theme;
      article.querySelectorAll(".passage").forEach((element, k) => {
        const passage = element.dataset.passage;
        const once = ["slide_worthy", "procedure", "comment"].map((kind) => (k ? "" : made.get(`${kind}-${theme}`) || ""));
        rows.push([sheet, theme, article.querySelector("h2").textContent, ...once, passage, made.get(`is_about-${theme}-${passage}`) || ""]);
      });
    }
    return "\ufeff" + rows.map((row) => row.map(cell).join(",") + "\r\n").join("");
  }

  form.addEventListener("input", () => { keep(); count(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("clear").addEventListener("click", () => {
    if (!confirm("Throw away all marks of this sheet?")) return;
    form.reset();
    keep();
    count();
  });
  document.getElementById("download").addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([csv()], { type: "text/csv" }));
    link.download = `${sheet}-marked.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
  restore();
  count();
})();
