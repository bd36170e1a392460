// "Keep my answers on this phone": only when somebody asks for it, for seven days, and nowhere but in this browser.
// They go when they are sent, when somebody leaves by the exit, or when they are deleted.

import { carryOnWith, deleteAnswers, hasAnswers, hasWhole } from "./whole.js";
import { forgetTab } from "./tab.js";

const NAME = "tip-kept:";
const DAYS = 7;

/** Offer to keep what is on the page, and to carry on with what was kept. */
export function offerToKeep(root = document) {
  sweep((kept) => !(kept.until > Date.now()));
  root.querySelectorAll("[data-forget]").forEach((mark) => {
    forget(mark.dataset.forget);
    forgetTab(mark.dataset.forget);
  });
  root.querySelectorAll("[data-keep]").forEach((place) => {
    const button = place.querySelector("button");
    const note = place.querySelector("[data-kept-note]");
    place.hidden = false;
    const keptUntil = (until) => write(place.dataset.keep, { until, given: givenIn(button.form) });
    button.addEventListener("click", () => {
      const isKept = keptUntil(Date.now() + DAYS * 24 * 60 * 60 * 1000);
      note.textContent = isKept ? place.dataset.keptWords : place.dataset.notKeptWords;
    });
    // What is chosen afterwards is kept as well, and no longer than the rest.
    document.addEventListener("tip:chosen", () => {
      const kept = place.isConnected && read(NAME + place.dataset.keep);
      if (kept) keptUntil(kept.until);
    });
  });
  root.querySelectorAll("[data-kept]").forEach((place) => {
    const kept = read(NAME + place.dataset.kept);
    if (!kept && !hasAnswers()) return;
    place.hidden = false;
    // One way or the other first: whoever presses "Start" is to see nobody's answers.
    const start = root.querySelector(".tip-start");
    if (start) start.hidden = true;
    place.querySelector("[name='carry-on']").addEventListener("click", () => (kept ? carryOn(place.dataset.keptFor, kept.given) : carryOnWith()));
    place.querySelector("[name='delete']").addEventListener("click", () => {
      forget(place.dataset.kept);
      deleteAnswers();
      place.hidden = true;
      if (start) start.hidden = false;
      document.getElementById("main")?.focus();
    });
  });
}

/** Forget all that any survey has kept in this browser. */
export function forgetEverything() {
  sweep(() => true);
  forgetTab();
}

function givenIn(form) {
  return [...new FormData(form)].filter(([, value]) => typeof value === "string");
}

function carryOn(address, given) {
  if (hasWhole()) {
    const { page, ...answers } = Object.fromEntries(given);
    carryOnWith({ page, answers });
    return;
  }
  const form = document.createElement("form");
  form.method = "post";
  form.action = address;
  for (const [name, value] of [...given, ["go", "stay"]]) {
    const field = document.createElement("textarea");
    field.name = name;
    field.value = value;
    form.append(field);
  }
  form.hidden = true;
  document.body.append(form);
  form.submit();
}

// A browser may refuse to keep anything at all; then nothing is kept, and nothing breaks.

function write(token, kept) {
  try {
    localStorage.setItem(NAME + token, JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

function forget(token) {
  try {
    localStorage.removeItem(NAME + token);
  } catch {
    // nothing was kept
  }
}

function sweep(goes) {
  try {
    Object.keys(localStorage)
      .filter((name) => name.startsWith(NAME) && goes(read(name) || {}))
      .forEach((name) => localStorage.removeItem(name));
  } catch {
    // nothing was kept
  }
}
