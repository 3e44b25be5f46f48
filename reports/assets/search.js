// One field finds themes, companies, quarters, calls and quotes; what is found is read from the page itself.
(function () {
  "use strict";
  const form = document.getElementById("search");
  if (!form) return;
  const field = document.getElementById("search-words");
  const box = document.getElementById("search-found");
  const said = document.getElementById("search-said");
  const MOST = 5; // of a group
  let index = null;
  let options = [];
  let chosen = -1;
  form.hidden = false;

  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  function entry(group, place, text, beside, more, when) {
    return { group: group, place: place, text: text, beside: beside, when: when || "", plain: " " + plain(`${text} ${beside} ${more || ""}`) };
  }

  function read() {
    const found = [];
    for (const page of document.querySelectorAll("article[id]")) {
      const group = page.id.startsWith("theme-") ? "Themes" : "Companies";
      const facts = page.querySelector(".facts");
      const terms = group === "Themes" && document.getElementById("row-" + page.id.slice(6));
      found.push(entry(group, page.id, page.querySelector("h3").textContent, facts ? facts.textContent.trim().replace(/\s+/g, " ") : "", terms ? terms.dataset.words : ""));
    }
    for (const theme of document.querySelectorAll(".unmentioned li")) found.push(entry("Themes", theme.id, theme.querySelector("b").textContent, "looked for and not mentioned"));
    for (const view of document.querySelectorAll("main > .view")) {
      const about = view.querySelector(":scope > p, :scope > details > p");
      found.push(entry("Views", view.id, view.querySelector("h2").textContent, "", about ? about.textContent : ""));
    }
    for (const row of document.querySelectorAll("tr[id^='quarter-']")) found.push(entry("Quarters", row.id, row.id.slice(8), ""));
    for (const row of document.querySelectorAll("tr[id^='call-']")) found.push(entry("Calls", row.id, row.cells[0].textContent, `reports on ${row.cells[1].textContent}, held ${row.cells[2].textContent}`, "", row.cells[2].textContent));
    for (const quote of document.querySelectorAll(".quote")) {
      const theme = quote.closest("article").querySelector("h3").textContent;
      found.push(entry("Quotes", quote.id, quote.querySelector("blockquote").textContent.trim(), `${quote.querySelector("cite b").textContent}, ${quote.querySelector("cite a").textContent} · ${theme}`));
    }
    return found;
  }

  // All words must occur; 2: each begins a word of the text itself, 1: it occurs somewhere.
  function rank(item, words) {
    if (!words.every((word) => item.plain.includes(word))) return 0;
    const text = " " + plain(item.text);
    return words.every((word) => text.includes(" " + word)) ? 2 : 1;
  }

  // A theme at a company: where no one thing has all words, those of a theme and, for the rest, of a company.
  function together(words) {
    const has = (item, word) => item.plain.includes(" " + word);
    const [themes, companies] = ["Themes", "Companies"].map((name) => index.filter((item) => item.group === name));
    return companies.flatMap((company) => {
      const rest = words.filter((word) => !has(company, word));
      if (!rest.length || rest.length === words.length) return [];
      return themes.filter((theme) => rest.every((word) => has(theme, word))).map((theme) => {
        const only = company.place.slice("company-".length);
        return { group: "A theme at a company", place: theme.place, only: only, when: "", text: `${theme.text}, ${company.text} only`, beside: "", plain: "" };
      });
    });
  }

  // Of a long text the part around the first word, with the words marked.
  function marked(text, words) {
    const low = plain(text);
    const at = Math.max(0, Math.min(...words.map((word) => low.indexOf(word)).filter((k) => k >= 0), low.length));
    const from = text.length > 140 && at > 60 ? text.lastIndexOf(" ", at - 40) + 1 : 0;
    const part = (from ? "… " : "") + text.slice(from, from + 140) + (from + 140 < text.length ? " …" : "");
    const pieces = [];
    let rest = part;
    while (rest) {
      const places = words.map((word) => [plain(rest).indexOf(word), word.length]).filter(([k]) => k >= 0).sort((a, b) => a[0] - b[0] || b[1] - a[1]);
      if (!places.length || plain(rest).length !== rest.length) break;
      const [k, length] = places[0];
      const mark = document.createElement("mark");
      mark.textContent = rest.slice(k, k + length);
      pieces.push(rest.slice(0, k), mark);
      rest = rest.slice(k + length);
    }
    return [...pieces, rest];
  }

  function close() {
    box.hidden = true;
    said.className = "unseen";
    said.textContent = "";
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
    chosen = -1;
  }

  function choose(k) {
    if (options[chosen]) options[chosen].setAttribute("aria-selected", "false");
    chosen = options.length ? (k + options.length) % options.length : -1;
    if (chosen < 0) return;
    options[chosen].setAttribute("aria-selected", "true");
    options[chosen].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", options[chosen].id);
  }

  function open(option) {
    close();
    field.blur();
    const link = document.createElement("a"); // a link as any other: the page goes there, and comes back
    const only = option.dataset.only ? "&company=" + encodeURIComponent(option.dataset.only) : "";
    link.href = "#" + encodeURIComponent(option.dataset.place) + only;
    document.body.append(link);
    link.click();
    link.remove();
  }

  function search() {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    if (!words.length) { close(); return; }
    index = index || read();
    const whole = index.map((item) => [rank(item, words), item]).filter(([points]) => points);
    const isNamed = whole.some(([, item]) => item.group === "Themes" || item.group === "Companies");
    const found = [...(isNamed ? [] : together(words).map((item) => [2, item])), ...whole];
    options = [];
    const groups = [];
    for (const name of ["A theme at a company", "Themes", "Companies", "Quarters", "Calls", "Views", "Quotes"]) {
      const own = found.filter(([, item]) => item.group === name).sort((a, b) => b[0] - a[0] || b[1].when.localeCompare(a[1].when)); // calls: the newest first
      if (!own.length) continue;
      const group = document.createElement("div");
      group.setAttribute("role", "group");
      group.setAttribute("aria-label", name);
      const head = group.appendChild(document.createElement("b"));
      head.textContent = own.length > MOST ? `${name}: ${MOST} of ${own.length}` : name;
      for (const [, item] of own.slice(0, MOST)) {
        const option = group.appendChild(document.createElement("div"));
        option.id = `search-${options.length}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.place = item.place;
        if (item.only) option.dataset.only = item.only;
        option.append(...marked(item.text, words));
        if (item.beside) option.appendChild(document.createElement("small")).textContent = item.beside;
        options.push(option);
      }
      groups.push(group);
    }
    box.replaceChildren(...groups);
    said.textContent = found.length ? `${found.length} found` : `Nothing found of ${field.value}`;
    said.classList.toggle("unseen", found.length > 0);
    for (const below of [box, said]) below.style.top = `${field.getBoundingClientRect().bottom + 6}px`;
    box.hidden = !found.length;
    field.setAttribute("aria-expanded", String(!box.hidden));
    chosen = -1;
    choose(0);
  }

  field.addEventListener("input", search);
  field.addEventListener("focus", search);
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen - 1);
    else if (event.key === "Enter" && options[chosen]) open(options[chosen]);
    else if (event.key === "Escape") { close(); field.blur(); } else return;
    event.preventDefault();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  box.addEventListener("click", (event) => {
    const option = event.target.closest("[role='option']");
    if (option) open(option);
  });
  document.addEventListener("pointerdown", (event) => { if (!form.contains(event.target)) close(); });
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input, select, textarea, [contenteditable]");
    if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
})();
