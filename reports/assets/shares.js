// What the page's drawings share: the payload, a theme's calls, and which companies are chosen.
window.callthemes = (function () {
  "use strict";
  const payload = JSON.parse(document.getElementById("payload").textContent);
  const fine = (bound) => (bound === null ? null : bound / 10000);

  // Places in payload.companies of the companies chosen by a filter; null: all.
  function chosen() {
    const places = document.documentElement.dataset.companies;
    return places ? new Set(places.split(",").map(Number)) : null;
  }

  // Every call of the companies chosen that tells of a theme; a call without words has no share.
  function callsOf(theme) {
    const flat = payload.shares[theme];
    const wanted = chosen();
    const calls = [];
    let k = 0;
    for (const [company, quarter, words] of payload.calls) {
      const onTheme = flat[k++];
      if (onTheme < 0) continue;
      const low = onTheme ? flat[k++] : 0;
      const high = flat[k++];
      if (wanted && !wanted.has(company)) continue;
      calls.push({
        company: company, quarter: quarter, onTheme: onTheme, words: words, share: words ? onTheme / words : null,
        low: high === null ? null : fine(low), high: fine(high),
      });
    }
    return calls;
  }

  return { payload: payload, callsOf: callsOf, chosen: chosen };
})();
