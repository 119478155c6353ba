// Segments and price while somebody writes; the server counts, as it does when it sends.
"use strict";
document.querySelectorAll("textarea[data-measure]").forEach(function (area) {
  var waiting = null;
  var told = area.dataset.told ? document.getElementById(area.dataset.told) : area.form.querySelector("[data-size]");
  area.addEventListener("input", function () {
    clearTimeout(waiting);
    waiting = setTimeout(function () {
      var form = new FormData();
      form.append("csrf", area.form.elements.csrf.value);
      form.append("text", area.value);
      fetch(area.dataset.measure, { method: "POST", body: new URLSearchParams(form), credentials: "same-origin" })
        .then(function (answer) { return answer.ok ? answer.json() : null; })
        .then(function (size) {
          if (!size || !told) { return; }
          told.textContent = size.count + " × SMS, " + size.units + ", " + size.encoding + ", " + size.price +
            (size.offending.length ? " · " + size.offending.join(" ") : "");
        })
        .catch(function () {});
    }, 250);
  });
});
