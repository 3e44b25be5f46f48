// One view at a time: the section, and the theme or company in it, that holds the place the address names.
(function () {
  "use strict";
  const views = Array.from(document.querySelectorAll("main > .view"));
  const links = Array.from(document.querySelectorAll("nav a[href^='#']"));
  let goingBackTo = null;

  // Without a script views and pages are folded; what opens them is taken off.
  for (const fold of document.querySelectorAll(".fold, .page")) {
    const summary = fold.querySelector(":scope > summary");
    const inside = Array.from(fold.childNodes).filter((node) => node !== summary);
    fold.replaceWith(...(fold.matches(".fold") ? summary.childNodes : []), ...inside);
  }
  const pages = Array.from(document.querySelectorAll("main > .view > article"));

  function place() {
    const name = window.callthemesAddress.read().place;
    try { return document.getElementById(decodeURIComponent(name)); } catch { return document.getElementById(name); }
  }

  function show() {
    const target = place();
    const view = (target && target.closest(".view")) || views[0];
    const page = target && target.closest(".view > article");
    views.forEach((other) => {
      other.classList.toggle("on", other === view);
      other.classList.toggle("of-one", other === view && Boolean(page));
    });
    document.documentElement.classList.toggle("inner", view !== views[0]);
    pages.forEach((other) => other.classList.toggle("on", other === page));
    for (const link of links) {
      if (link.hash === "#" + view.id) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
    }
    for (let box = target && target.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    document.dispatchEvent(new Event("viewshown"));
    return { target: target, view: view, page: page };
  }

  function arrive() {
    const { target, view, page } = show();
    if (!target || target === views[0]) window.scrollTo({ top: 0, behavior: "instant" });
    else target.scrollIntoView({ behavior: "instant" });
    const heading = target && (target === view || target === page) && target.querySelector("h2, h3");
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }

  // A link leads to its place, also the link of the place one is at; how far one had read is kept for going back.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return; // another tab or window
    history.replaceState({ y: window.scrollY }, "");
    if (link.hash === location.hash) setTimeout(arrive);
  }, { capture: true });
  window.addEventListener("popstate", (event) => { goingBackTo = event.state && event.state.y !== undefined ? event.state.y : null; });
  window.addEventListener("hashchange", () => {
    if (goingBackTo === null) { arrive(); return; }
    show();
    window.scrollTo({ top: goingBackTo, behavior: "instant" });
  });
  history.scrollRestoration = "manual";
  if (location.hash) arrive(); else show();
})();
