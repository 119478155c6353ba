// The page leaves the screen when its session is over. The header Refresh does so once, by itself; where another page of
// the same browser has kept the session alive meanwhile, nobody's words are lost, and it is looked at again here.
"use strict";
(function () {
  var over = 0;
  function wait(seconds) {
    over = Date.now() + seconds * 1000;
    setTimeout(look, seconds * 1000);
  }
  function look() {
    fetch("/console/session", { headers: { "X-Thuso-Live": "1" }, credentials: "same-origin" })
      .then(function (answer) {
        if (answer.status === 204) { wait(Number(answer.headers.get("X-Thuso-Left")) || 60); } else { leave(); }
      })
      .catch(leave);
  }
  function leave() { location.replace("/console/sign-in"); }
  // A machine that slept, or a page taken back out of the browser's memory.
  document.addEventListener("visibilitychange", function () {
    if (!document.hidden && Date.now() > over) { look(); }
  });
  window.addEventListener("pageshow", function (event) { if (event.persisted) { look(); } });
  wait(Number(document.body.dataset.left));
})();
