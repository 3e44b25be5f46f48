// The address names a place and what is chosen there: #themes&company=acme&sort=-4.  Going back leaves no trace of choices.
window.callthemesAddress = (function () {
  "use strict";

  function read() {
    const [place, ...rest] = location.hash.slice(1).split("&");
    return { place: place, chosen: new URLSearchParams(rest.join("&")) };
  }

  // Keeps what is chosen (name to value, an empty one takes it out) and the place.
  function keep(values, place) {
    const { chosen } = read();
    for (const [name, value] of Object.entries(values)) {
      if (value) chosen.set(name, value); else chosen.delete(name);
    }
    const text = chosen.toString();
    history.replaceState(history.state, "", "#" + place + (text ? "&" + text : ""));
  }

  return { read: read, keep: keep };
})();
