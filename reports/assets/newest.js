// Tables of quarters that are wider than the page begin with the newest quarter in view; the first column stays.
(function () {
  "use strict";
  function toNewest(within) {
    const boxes = Array.from(within.querySelectorAll(".scroll")).filter((box) => box.querySelector("th[scope=colgroup]"));
    // all are measured before any is moved: the page is laid out once
    boxes.map((box) => [box, box.scrollWidth]).forEach(([box, width]) => { if (width) box.scrollLeft = width; });
  }
  document.addEventListener("toggle", (event) => toNewest(event.target), { capture: true });
  for (const part of document.querySelectorAll("#read, #heat-map")) toNewest(part);
})();
