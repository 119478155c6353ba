// A fact picked from the list goes to where the officer last wrote.
"use strict";
(function () {
  var last = null;
  document.addEventListener("focusin", function (event) {
    if (event.target.tagName === "TEXTAREA") { last = event.target; }
  });
  document.querySelectorAll("select[data-insert]").forEach(function (list) {
    list.addEventListener("change", function () {
      if (last && list.value) {
        last.setRangeText(list.value, last.selectionStart, last.selectionEnd, "end");
        last.focus();
      }
      list.value = "";
    });
  });
})();
