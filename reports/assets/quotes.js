// Copies a quote with its citation; the buttons are made here, since without a script they would do nothing.
(function () {
  "use strict";
  const status = document.getElementById("copied");

  function copy(text) {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    const box = document.body.appendChild(document.createElement("textarea"));
    box.value = text;
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    return done ? Promise.resolve() : Promise.reject(new Error("not copied"));
  }

  for (const quote of document.querySelectorAll(".quote")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy with citation";
    quote.querySelector("cite").after(" ", button);
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".quote button");
    if (!button) return;
    const quote = button.closest(".quote");
    const [words, source] = ["blockquote", "cite"].map((part) => quote.querySelector(part).textContent.trim().replace(/\s+/g, " "));
    copy(`“${words}” – ${source}`).then(() => "Copied", () => "Could not be copied").then((said) => {
      status.textContent = said;
      button.textContent = said;
      button.focus();
      setTimeout(() => { button.textContent = "Copy with citation"; status.textContent = ""; }, 2000);
    });
  });
})();
