// A fact picked from the list goes to where the officer last wrote. With the mouse at once; by keyboard, where every
// arrow is a choice, with Enter or the button.
"use strict";
(function () {
  var last = null;
  // Where somebody wrote or clicked; what Tab only passes on its way to the list does not count.
  ["pointerdown", "input", "keydown"].forEach(function (what) {
    document.addEventListener(what, function (event) {
      if (event.target.tagName === "TEXTAREA" && !["Tab", "Shift"].includes(event.key)) { last = event.target; }
    });
  });
  document.querySelectorAll("select[data-insert]").forEach(function (list) {
    var button = document.getElementById(list.dataset.insert);
    var byKeys = false;
    function insert() {
      if (last && list.value) {
        last.setRangeText(list.value, last.selectionStart, last.selectionEnd, "end");
        last.focus();
      }
      list.value = "";
    }
    button.hidden = false;
    button.addEventListener("click", insert);
    list.addEventListener("pointerdown", function () { byKeys = false; });
    list.addEventListener("blur", function () { byKeys = false; });
    list.addEventListener("keydown", function (event) {
      byKeys = true;
      if (event.key === "Enter") { event.preventDefault(); insert(); }
    });
    list.addEventListener("change", function () { if (!byKeys) { insert(); } });
  });
})();
