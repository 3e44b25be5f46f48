// A theme's charts: only those of the companies chosen, and the share in words for the quarter pointed at.
(function () {
  "use strict";
  const { sharesOf, axis: quarters } = window.callthemes;
  const root = document.documentElement;

  document.addEventListener("companychosen", () => {
    const chosen = root.dataset.companies ? root.dataset.companies.split(" ") : null;
    for (const panel of document.querySelectorAll(".panel")) {
      panel.classList.toggle("unchosen", Boolean(chosen) && !chosen.includes(panel.dataset.company));
    }
    const said = document.getElementById("filter-status").dataset.of;
    for (const only of document.querySelectorAll(".only")) {
      const isDrawn = only.closest(".chart-box").querySelector(".panel:not(.unchosen)");
      only.nextElementSibling.hidden = !said;
      only.textContent = said ? ` Shown: ${said} only${isDrawn ? "" : ": in the numbers, not drawn"}.` : "";
    }
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest(".unchoose")) document.querySelector("#filters [type=reset]").click();
  });

  function tell(event) {
    const panel = event.target.closest(".chart .panel");
    if (!panel || !quarters.length) return;
    const box = panel.getBoundingClientRect();
    const along = (event.clientX - box.left) / box.width * 220 - 4; // the drawing's own pixels
    const k = Math.min(quarters.length - 1, Math.max(0, Math.round(along / (212 / Math.max(1, quarters.length - 1)))));
    const cell = sharesOf(panel.closest("article").id.slice(6), panel.dataset.company)(quarters[k]);
    const text = panel.querySelector(".last");
    if (!text.dataset.made) text.dataset.made = text.textContent;
    text.textContent = `${cell.textContent === "" ? (cell.className === "l0" ? "no call" : "0%") : cell.textContent + "%"} in ${quarters[k]}`;
  }

  document.addEventListener("pointermove", tell);
  document.addEventListener("pointerdown", tell);
  document.addEventListener("pointerout", (event) => {
    const panel = event.target.closest && event.target.closest(".panel");
    const text = panel && !panel.contains(event.relatedTarget) && panel.querySelector(".last");
    if (text && text.dataset.made) text.textContent = text.dataset.made;
  });
})();
