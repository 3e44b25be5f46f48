// Keeps the place a link led to in view: what is drawn above it later would push it away, until the reader moves on by hand.
(function () {
  "use strict";
  let arrived = false;

  function place() {
    const name = window.callthemesAddress.read().place;
    try { return document.getElementById(decodeURIComponent(name)); } catch { return document.getElementById(name); }
  }

  function stay() {
    const target = arrived && place();
    if (target) target.scrollIntoView({ behavior: "instant" });
  }

  function arrive() {
    const target = place();
    arrived = Boolean(target);
    for (let box = target && target.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    stay();
  }

  for (const kind of ["wheel", "touchmove", "keydown", "pointerdown"]) {
    window.addEventListener(kind, () => { arrived = false; }, { passive: true, capture: true });
  }
  // A link leads to its place, also the link of the place one is at; how far one had read is kept for going back.
  document.addEventListener("click", (event) => {
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey; // another tab or window
    if (elsewhere || !event.target.closest("a[href^='#']")) return;
    history.replaceState({ y: window.scrollY }, "");
    setTimeout(arrive);
  }, { capture: true });
  window.addEventListener("popstate", (event) => {
    arrived = false;
    const y = event.state && event.state.y;
    if (y !== null && y !== undefined) requestAnimationFrame(() => window.scrollTo({ top: y, behavior: "instant" }));
  });
  // A place typed into the address stands at the top.
  window.addEventListener("hashchange", () => requestAnimationFrame(() => {
    const target = place();
    if (target && !history.state && Math.abs(target.getBoundingClientRect().top) < 90) arrive(); // below the line of sections
  }));
  new ResizeObserver(stay).observe(document.body);
  arrive();
})();
