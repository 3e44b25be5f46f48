// Map of passages: points on a canvas below the labels; pointing at one cites it, choosing a theme lights it up.
(function () {
  "use strict";
  const source = document.getElementById("map-data");
  if (!source) return;
  const data = JSON.parse(source.textContent);
  const box = document.getElementById("map-box");
  const canvas = box.querySelector("canvas");
  const labels = box.querySelector("svg");
  const tip = document.getElementById("map-tip");
  const list = document.getElementById("map-themes");
  const MARGIN = 12, SIDE = 1000, REACH = 9;
  const words = data.words.split(" ");
  const points = read();
  const DOT = points.length > 2000 ? 1.7 : 2.6;
  const shown = { theme: null, pinned: null, point: null, step: 0 };

  // Numbers in base 44: digits of the second half of the alphabet go on, one of the first ends the number.
  function read() {
    const base = data.alphabet.length / 2;
    const digits = new Map(Array.from(data.alphabet, (sign, k) => [sign, k]));
    let at = 0;
    function next() {
      let number = 0;
      for (;;) {
        const digit = digits.get(data.stream[at++]);
        number = number * base + digit % base;
        if (digit < base) return number;
      }
    }
    const several = () => Array.from({ length: next() }, next);
    return Array.from({ length: data.n }, () => (
      { x: next(), y: next(), call: next(), speaker: next(), line: next(), themes: several(), words: several() }
    ));
  }

  const scale = () => canvas.clientWidth / (SIDE + 2 * MARGIN);

  function colours() {
    const style = (element, name) => getComputedStyle(element).getPropertyValue(name).trim();
    const other = style(box, "--map-other");
    const buttons = Array.from(list.querySelectorAll("button"));
    return {
      other: other,
      lit: style(box, "--link"),
      of: data.themes.map((theme, k) => (theme[1] === null ? null : style(buttons[k], "--company"))),
    };
  }

  function draw() {
    const ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(canvas.clientWidth * ratio);
    canvas.height = Math.round(canvas.clientHeight * ratio);
    const pen = canvas.getContext("2d");
    const unit = scale();
    pen.setTransform(ratio * unit, 0, 0, ratio * unit, ratio * unit * MARGIN, ratio * unit * MARGIN);
    const paint = colours();
    const lit = shown.theme;
    const size = DOT / unit;
    function dots(chosen, colour, alpha, radius) {
      pen.fillStyle = colour;
      pen.globalAlpha = alpha;
      pen.beginPath();
      for (const p of chosen) {
        pen.moveTo(p.x + radius, p.y);
        pen.arc(p.x, p.y, radius, 0, 7);
      }
      pen.fill();
    }
    const groups = new Map();
    for (const p of points) {
      const colour = (p.themes.length && paint.of[p.themes[0]]) || paint.other;
      if (!groups.has(colour)) groups.set(colour, []);
      groups.get(colour).push(p);
    }
    const drawn = Array.from(groups).sort((a, b) => (b[0] === paint.other) - (a[0] === paint.other));
    for (const [colour, own] of drawn) dots(own, lit === null ? colour : paint.other, lit === null ? 0.8 : 0.3, size);
    if (lit !== null) dots(points.filter((p) => p.themes.includes(lit)), paint.of[lit] || paint.lit, 1, size + 0.8 / unit);
    canvas.dataset.lit = lit === null ? "" : String(lit);
  }

  // The ring lies above the points, so that it moves without drawing them again.
  const ring = labels.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "circle"));
  ring.setAttribute("class", "ring");

  function tell(point) {
    shown.point = point;
    ring.style.visibility = point ? "visible" : "hidden";
    tip.textContent = "";
    if (point) {
      ring.setAttribute("cx", point.x);
      ring.setAttribute("cy", point.y);
      ring.setAttribute("r", (DOT + 4) / scale());
      const said = document.createElement("b");
      said.textContent = point.words.map((k) => words[k]).join(" ");
      const where = document.createElement("span");
      const call = data.calls[point.call];
      const named = point.themes.map((k) => data.themes[k][0]).join("; ") || "no theme";
      where.textContent = data.speakers[point.speaker] + ", " + call[0] + ", " + call[1] + ":" + point.line + " · " + named;
      tip.append(said, where);
    }
  }

  function light(theme) {
    shown.theme = theme;
    labels.classList.toggle("lit", theme !== null);
    labels.querySelectorAll("text").forEach((t) => t.classList.toggle("chosen", Number(t.dataset.theme) === theme));
  }

  // A theme's passages from the middle of them outwards: the first is the most typical on the map.
  function fromTheMiddle(theme) {
    const own = points.filter((p) => p.themes.includes(theme));
    const middle = (values) => values.sort((a, b) => a - b)[values.length >> 1];
    const x = middle(own.map((p) => p.x)), y = middle(own.map((p) => p.y));
    const far = (p) => (p.x - x) * (p.x - x) + (p.y - y) * (p.y - y);
    return own.sort((a, b) => far(a) - far(b));
  }

  function nearest(event) {
    const edge = canvas.getBoundingClientRect();
    const unit = scale();
    const x = (event.clientX - edge.left) / unit - MARGIN, y = (event.clientY - edge.top) / unit - MARGIN;
    let best = null, least = (REACH / unit) ** 2;
    for (const p of points) {
      if (shown.theme !== null && !p.themes.includes(shown.theme)) continue;
      const far = (p.x - x) ** 2 + (p.y - y) ** 2;
      if (far < least) { least = far; best = p; }
    }
    return best;
  }

  const themeOf = (event) => {
    const button = event.target.closest("button");
    return button ? Number(button.dataset.theme) : null;
  };

  const buttons = Array.from(list.querySelectorAll("button"));
  const idOf = (theme) => buttons[theme].dataset.id;

  // The theme that the address names is chosen.
  function obey() {
    const named = window.callthemesAddress.read().chosen.get("lit");
    const theme = buttons.findIndex((button) => button.dataset.id === named);
    if (theme < 0) return;
    pin(theme);
    light(theme);
    draw();
  }

  function pin(theme) {
    shown.pinned = theme;
    list.querySelectorAll("button").forEach((b) => b.setAttribute("aria-pressed", String(Number(b.dataset.theme) === theme)));
  }

  function remember() {
    window.callthemesAddress.keep({ lit: shown.pinned === null ? "" : idOf(shown.pinned) }, "passage-map");
  }

  for (const kind of ["pointermove", "pointerdown"]) {
    box.addEventListener(kind, (event) => {
      const point = nearest(event);
      if (point !== shown.point) tell(point);
    });
  }
  list.addEventListener("focusin", (event) => {
    shown.step = 0;
    light(themeOf(event));
    draw();
    tell(fromTheMiddle(shown.theme)[0]);
  });
  list.addEventListener("focusout", () => { light(shown.pinned); draw(); tell(null); });
  list.addEventListener("pointerover", (event) => {
    if (themeOf(event) !== null) { light(themeOf(event)); draw(); }
  });
  list.addEventListener("pointerleave", () => { light(shown.pinned); draw(); });
  list.addEventListener("click", (event) => {
    const theme = themeOf(event);
    if (theme === null) return;
    pin(shown.pinned === theme ? null : theme);
    light(shown.pinned);
    draw();
    remember();
    box.scrollIntoView({ block: "nearest", behavior: "instant" });
  });
  window.addEventListener("hashchange", obey);
  list.addEventListener("keydown", (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === "Escape") { pin(null); light(null); draw(); tell(null); remember(); }
    if (!by || themeOf(event) === null) return;
    event.preventDefault();
    light(themeOf(event));
    draw();
    const own = fromTheMiddle(shown.theme);
    shown.step = (shown.step + by + own.length) % own.length;
    tell(own[shown.step]);
  });

  canvas.hidden = false;
  list.hidden = false;
  tip.hidden = false;
  document.querySelector(".map-how").hidden = false;
  labels.classList.add("live");
  new ResizeObserver(() => { draw(); tell(shown.point); }).observe(box);
  obey();
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
})();
