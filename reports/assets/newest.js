// Tables of quarters that are wider than their box begin with the newest quarter in view, as soon as they have a width.
(function () {
  "use strict";
  const boxes = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (!target.clientWidth) continue;
      boxes.unobserve(target);
      target.scrollLeft = target.scrollWidth;
    }
  });
  for (const table of document.querySelectorAll(".heat-table")) boxes.observe(table.parentElement);
})();
