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
    forgetTab();
  });
  root.querySelectorAll("[data-keep]").forEach((place) => {
    const button = place.querySelector("button");
    const note = place.querySelector("[data-kept-note]");
    place.hidden = false;
    button.addEventListener("click", () => {
      const given = [...new FormData(button.form)].filter(([, value]) => typeof value === "string");
      const kept = { until: Date.now() + DAYS * 24 * 60 * 60 * 1000, given };
      note.textContent = write(place.dataset.keep, kept) ? place.dataset.keptWords : place.dataset.notKeptWords;
    });
  });
  root.querySelectorAll("[data-kept]").forEach((place) => {
    const kept = read(NAME + place.dataset.kept);
    if (!kept && !hasAnswers()) return;
    place.hidden = false;
    place.querySelector("[name='carry-on']").addEventListener("click", () => (kept ? carryOn(place.dataset.keptFor, kept.given) : carryOnWith()));
    place.querySelector("[name='delete']").addEventListener("click", () => {
      forget(place.dataset.kept);
      deleteAnswers();
      place.hidden = true;
      document.getElementById("main")?.focus();
    });
  });
}

/** Forget all that any survey has kept in this browser. */
export function forgetEverything() {
  sweep(() => true);
  forgetTab();
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
