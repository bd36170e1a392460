// A shared tablet: when nobody has touched it for a while it asks whether somebody is there, and goes back to the
// start, showing nothing of what was chosen. Whoever needs more time says so, as often as they like.
//
//   <div data-tablet data-start="…" data-idle="120" data-warn="30" hidden></div>  and a <dialog data-still-there>

import { forgetPages } from "./keep.js";

const SIGNS = ["pointerdown", "keydown", "input", "wheel", "touchmove"];
let later;
let listening = false;

export function mindTheTablet() {
  clearTimeout(later);
  if (!place()) return;
  if (!listening) {
    SIGNS.forEach((sign) => document.addEventListener(sign, wait, { passive: true }));
    // Should the browser bring a page back from its memory: it asks the server, which knows nothing.
    window.addEventListener("pageshow", (event) => event.persisted && leave());
    listening = true;
  }
  const dialog = question();
  dialog.querySelector("[name='more-time']").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", wait);
  wait();
}

function place() {
  return document.querySelector("[data-tablet]");
}

function question() {
  return document.querySelector("[data-still-there]");
}

function wait() {
  clearTimeout(later);
  if (!place() || question().open) {
    if (place()) later = setTimeout(leave, seconds("warn"));
    return;
  }
  later = setTimeout(() => {
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
  document.querySelectorAll("form").forEach((form) => form.remove());
  location.replace(start);
}
