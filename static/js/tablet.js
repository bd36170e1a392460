// A page that nobody has touched for a while asks whether somebody is there, and goes back to the start, showing nothing
// of what was chosen. Whoever needs more time says so, as often as they like. A shared tablet always does; a phone or
// computer of one's own (`data-own`) only where something was chosen, and then it is deleted.
//
//   <div data-tablet data-start="…" data-idle="120" data-warn="30" hidden></div>  and a <dialog data-still-there>

import { forgetPages } from "./keep.js";
import { hasAnswers, leaveWhole } from "./whole.js";

const SIGNS = ["pointerdown", "keydown", "input", "wheel", "touchmove"];
let later;
let listening = false;
let touchedAt = Date.now();

export function mindTheTablet() {
  clearTimeout(later);
  if (!place()) return;
  if (!listening) {
    SIGNS.forEach((sign) => document.addEventListener(sign, wait, { passive: true }));
    // A phone that slept: no clock of this page ran meanwhile.
    document.addEventListener("visibilitychange", () => isOver() && leave());
    // Should the browser bring a page back from its memory: it asks the server, which knows nothing.
    // On a device of one's own Back loses nothing that was not left for half an hour.
    window.addEventListener("pageshow", (event) => {
      if (event.persisted && place() && (place().dataset.own === undefined || isOver())) leave();
    });
    listening = true;
  }
  const dialog = question();
  dialog.querySelector("[name='more-time']").addEventListener("click", () => {
    dialog.close();
    wait();
  });
  dialog.addEventListener("close", wait);
  wait();
}

function place() {
  return document.querySelector("[data-tablet]");
}

function question() {
  return document.querySelector("[data-still-there]");
}

/** Whether nobody has touched it for as long as it waits and warns together. */
function isOver() {
  return place() && mayLeave() && Date.now() - touchedAt >= seconds("idle") + seconds("warn");
}

function mayLeave() {
  return place().dataset.own === undefined || hasAnswers();
}

function wait() {
  clearTimeout(later);
  if (isOver()) {
    leave();
    return;
  }
  touchedAt = Date.now();
  if (!place() || question().open) {
    if (place()) later = setTimeout(leave, seconds("warn"));
    return;
  }
  later = setTimeout(() => {
    if (!mayLeave()) return;
    if (isOver()) {
      leave();
      return;
    }
    question().showModal();
    later = setTimeout(leave, seconds("warn"));
  }, seconds("idle"));
}

function seconds(name) {
  return Number(place().dataset[name]) * 1000;
}

function leave() {
  const start = place()?.dataset.start;
  if (!start) return;
  document.body.hidden = true;
  forgetPages();
  leaveWhole();
  document.querySelectorAll("form").forEach((form) => form.remove());
  location.replace(start);
}
