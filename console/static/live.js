// News without reloading: the page is fetched again every few seconds and its main part replaced when it changed.
// Without scripts the page is the same, only as old as its last load.
"use strict";
(function () {
  var EVERY = 4000;
  function look() {
    fetch(location.href, { headers: { "X-Thuso-Live": "1" }, credentials: "same-origin" })
      .then(function (answer) {
        if (answer.status === 401) { location.href = "/console/sign-in"; }
        return answer.ok ? answer.text() : null;
      })
      .then(function (text) {
        var main = document.querySelector("main[data-live]");
        // Somebody who types or chooses is not disturbed.
        if (!text || !main || main.querySelector("input:focus, textarea:focus, select:focus, details[open]")) { return; }
        var fresh = new DOMParser().parseFromString(text, "text/html");
        var news = fresh.querySelector("main");
        if (!news) { return; }
        var parts = news.querySelectorAll("[data-part]");
        if (parts.length === 0) { swap(main, news); }
        parts.forEach(function (part) {
          var old = main.querySelector('[data-part="' + part.dataset.part + '"]');
          if (old) { swap(old, part); }
        });
        document.title = fresh.title;
      })
      .catch(function () {})
      .then(function () { setTimeout(look, EVERY); });
  }
  // Who goes by keyboard stays where they were: on the same link or button, or at the page's main part when it is gone.
  function swap(old, fresh) {
    if (old.innerHTML === fresh.innerHTML) { return; }
    var was = old.contains(document.activeElement) ? called(document.activeElement) : "";
    old.replaceChildren.apply(old, Array.from(fresh.childNodes));
    if (!was) { return; }
    var same = Array.from(old.querySelectorAll("a, button, summary, [tabindex]")).filter(function (each) {
      return called(each) === was;
    })[0];
    (same || document.getElementById("main")).focus({ preventScroll: true });
  }
  function called(element) {
    return [element.tagName, element.id, element.getAttribute("href"), element.form && element.form.getAttribute("action"),
      element.getAttribute("aria-label"), element.textContent].join("|");
  }
  setTimeout(look, EVERY);
})();
