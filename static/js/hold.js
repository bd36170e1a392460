// Nobody loses what they typed in a long form.
//
// A form with a box for words, or with more than six fields, that does not save itself: what is typed is kept in this
// tab (sessionStorage), under the person and the address, until it is saved, until someone signs out here, or for twelve
// hours. Coming back to the page brings it back. Before such a form is sent we ask whether the session still lasts; where
// it has ended the form stays, and says how to go on. Without a script the server shows what was typed once more.
//
//   <body data-person="…" data-signed-in="/accounts/signed-in/" data-sign-in="/accounts/sign-in/">
//
// A form marked data-not-held is left alone.

const HELD = "tip:held:";
const HELD_FOR = 12 * 60 * 60 * 1000;
const HOLD_PAUSE = 300;
const CLEAR_AFTER = 1000;
const ASK_AGAIN = 60000;
let signingOut = false;
const heldForms = new WeakMap();
const NEVER_HELD = new Set(["csrfmiddlewaretoken", "password"]);

export function startHolding(root = document) {
  const { person, signedIn } = document.body.dataset;
  forgetOnSigningOut(root);
  if (!person) {
    // The sign-in page, or a public one: what was on its way has not arrived.
    eachHeld((key, held) => held.sent && store(key, { ...held, sent: false }));
    return;
  }
  forgetOthersAndOld(person);
  settleWhatWasSent();
  if (!signedIn) return;
  [...root.querySelectorAll("main form")].forEach((form, number) => {
    if (!isLong(form)) return;
    guardSession(form);
    heldForms.set(form, new Held(form, person, number));
  });
}

/** A form that saves itself keeps its text here while it cannot: after the session has ended, or offline. */
export function holdMeanwhile(form) {
  heldForms.get(form)?.keep({}, "quietly");
}

/** What a form has saved itself is not kept here any longer. */
export function dropHeld(form) {
  const held = heldForms.get(form);
  if (held) sessionStorage.removeItem(held.key);
}

/** Whether a form takes a while to fill in: it has a box for words, or more than six fields. */
function isLong(form) {
  // By its attribute: a field called "method" would answer for the form.
  if (form.getAttribute("method") !== "post" || "notHeld" in form.dataset || "again" in form.dataset) return false;
  const shown = [...form.elements].filter((each) => each.name && !["hidden", "submit", "button"].includes(each.type));
  const names = new Set(shown.map((each) => each.name));
  return names.size > 6 || shown.some((each) => each.type === "textarea" && !each.readOnly);
}

// --- what is kept in this tab ------------------------------------------------------------------------

function store(key, held) {
  try {
    sessionStorage.setItem(key, JSON.stringify(held));
    return true;
  } catch {
    return false; // full, or not allowed: leaving the page asks first
  }
}

function eachHeld(act) {
  let keys = [];
  try {
    keys = Object.keys(sessionStorage).filter((key) => key.startsWith(HELD));
  } catch {
    return;
  }
  for (const key of keys) {
    let held = null;
    try {
      held = JSON.parse(sessionStorage.getItem(key));
    } catch {
      sessionStorage.removeItem(key);
    }
    if (held) act(key, held);
  }
}

function forgetAllHeld() {
  eachHeld((key) => sessionStorage.removeItem(key));
}

/** What another person typed in this tab, and what is older than twelve hours, goes. */
function forgetOthersAndOld(person) {
  eachHeld((key, held) => {
    const isOld = Date.now() - held.at > HELD_FOR;
    if (isOld || !key.startsWith(`${HELD}${person}:`)) sessionStorage.removeItem(key);
  });
}

/** Whoever signs out on purpose leaves nothing behind, in this tab and in the others of this browser. */
function forgetOnSigningOut(root) {
  const others = "BroadcastChannel" in window ? new BroadcastChannel("tip:signed-out") : null;
  others?.addEventListener("message", () => {
    signingOut = true;
    forgetAllHeld();
  });
  root.querySelectorAll("form[action$='/sign-out/']").forEach((form) => {
    form.addEventListener("submit", () => {
      signingOut = true; // leaving a box is a change of it, which would be kept once more
      forgetAllHeld();
      others?.postMessage("");
    });
  });
}

/** The page that follows a form which was sent: an answer without mistakes means that it is saved. */
function settleWhatWasSent() {
  const [way] = performance.getEntriesByType("navigation");
  const from = document.referrer && new URL(document.referrer).pathname;
  const failed =
    (way?.responseStatus || 200) >= 400 ||
    document.body.classList.contains("tip-not-saved") ||
    document.querySelector("main .govuk-error-summary, main .govuk-notification-banner--warning");
  eachHeld((key, held) => {
    if (!held.sent) return;
    if (way?.type === "navigate" && from === held.path && !failed) sessionStorage.removeItem(key);
    else store(key, { ...held, sent: false, answered: Boolean(failed) && location.pathname === held.path });
  });
}

class Held {
  constructor(form, person, number) {
    this.form = form;
    const name = form.getAttribute("id") || form.getAttribute("action") || number;
    this.key = `${HELD}${person}:${location.pathname}:${name}`;
    this.line = lineOf(form);
    this.unkept = false;
    this.restore();
    form.addEventListener("submit", (event) => this.submitted(event));
    keepClear(form, this.line.shown);
    if (form.dataset.autosaveUrl) return;
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    window.addEventListener("pagehide", () => this.timer && this.keep());
    window.addEventListener("beforeunload", (event) => {
      if (this.timer) this.keep();
      if (this.unkept && !this.leaving) event.preventDefault();
    });
  }

  /** What stands in the form, in its order; no files, which a browser does not give back. */
  fields() {
    return [...new FormData(this.form).entries()].filter(
      ([name, value]) => typeof value === "string" && !NEVER_HELD.has(name),
    );
  }

  /** What a person can see of some fields: what is hidden is another on each page. */
  typed(fields) {
    const hidden = new Set([...this.form.querySelectorAll("input[type='hidden']")].map((each) => each.name));
    return JSON.stringify(fields.filter(([name]) => !hidden.has(name)));
  }

  changed() {
    clearTimeout(this.timer);
    this.unkept = true;
    this.timer = setTimeout(() => this.keep(), HOLD_PAUSE);
  }

  keep(more = {}, quietly = "") {
    clearTimeout(this.timer);
    this.timer = null;
    if (signingOut) return;
    const held = { at: Date.now(), path: location.pathname, fields: this.fields(), ...more };
    this.unkept = !store(this.key, held);
    if (quietly) return;
    if (this.unkept) this.line.say("Not saved yet, and this browser cannot keep it. Save before you leave this page.", "waiting");
    else if (!more.sent) this.line.say(`Not saved yet. Kept in this tab at ${timeOf(held.at)}, until you save or sign out.`, "kept");
  }

  /** After the other listeners have had their say: one of them may keep the form here. */
  submitted(event) {
    queueMicrotask(() => {
      if (event.defaultPrevented) return;
      this.leaving = true;
      this.keep({ sent: true });
    });
  }

  restore() {
    let held = null;
    try {
      held = JSON.parse(sessionStorage.getItem(this.key));
    } catch {
      return;
    }
    if (!held) return;
    if (held.answered) {
      // The server has shown what was typed itself, with what is wrong with it.
      this.keep();
      return;
    }
    if (this.typed(held.fields) === this.typed(this.fields())) return;
    const before = new FormData(this.form);
    putBack(this.form, held.fields);
    this.tell(held, before);
    // One that saves itself begins with what came back, once its own listeners are there.
    if (this.form.dataset.autosaveUrl) queueMicrotask(() => this.form.dispatchEvent(new Event("input", { bubbles: true })));
  }

  tell(held, before) {
    const note = document.createElement("div");
    note.className = "tip-held";
    note.setAttribute("role", "status");
    const words = document.createElement("p");
    words.className = "govuk-body";
    words.textContent = `We kept what you typed at ${timeOf(held.at)}. It is not saved yet. `;
    const away = document.createElement("button");
    away.type = "button";
    away.className = "tip-link-button";
    away.textContent = "Delete it";
    away.addEventListener("click", () => {
      sessionStorage.removeItem(this.key);
      clearTimeout(this.timer);
      this.timer = null;
      this.unkept = false;
      putBack(this.form, [...before.entries()].filter(([name, value]) => typeof value === "string" && !NEVER_HELD.has(name)));
      this.line.say("");
      words.textContent = "Deleted. The form is as it was.";
      note.tabIndex = -1;
      note.focus();
    });
    words.append(away);
    note.append(words);
    this.form.before(note);
    this.line.say(`We kept what you typed at ${timeOf(held.at)}. It is not saved yet.`, "kept");
  }
}

/** Put values back into a form: each name gets the values that it had, ticks and choices too. */
function putBack(form, fields) {
  const values = new Map();
  for (const [name, value] of fields) values.set(name, [...(values.get(name) || []), value]);
  for (const each of form.elements) {
    if (!each.name || NEVER_HELD.has(each.name) || ["submit", "button", "file"].includes(each.type)) continue;
    const kept = values.get(each.name) || [];
    if (each.type === "checkbox" || each.type === "radio") each.checked = kept.includes(each.value);
    else if (each.type === "select-multiple") [...each.options].forEach((one) => (one.selected = kept.includes(one.value)));
    else if (kept.length) each.value = kept.shift();
    else if (each.type !== "hidden") each.value = "";
    if (each.closest("details") && each.value && each.type === "textarea") each.closest("details").open = true;
  }
}

function timeOf(at) {
  return new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}

// --- whether the session still lasts --------------------------------------------------------------------

/** The line at the foot of the screen that says how it stands with what is typed; the form's own where it has one. */
function lineOf(form) {
  let shown = form.querySelector("[data-save-status]");
  let spoken = form.querySelector("[data-save-spoken]");
  if (!shown) {
    shown = document.createElement("p");
    shown.className = "tip-save-status";
    shown.dataset.saveStatus = "";
    spoken = document.createElement("p");
    spoken.className = "govuk-visually-hidden";
    spoken.setAttribute("role", "status");
    spoken.dataset.saveSpoken = "";
    const buttons = form.querySelector(".govuk-button-group") || form.querySelector("button:not([hidden])")?.closest("form > *");
    if (buttons && buttons !== form) buttons.before(shown, spoken);
    else form.append(shown, spoken);
  }
  return {
    /** Out loud only trouble: that it is kept stands there for whoever looks. */
    say(text, state = "", link = null) {
      shown.textContent = text;
      shown.dataset.state = state;
      if (link) shown.append(" ", link);
      if (spoken && state === "waiting" && spoken.textContent !== text) spoken.textContent = text;
      if (spoken && state !== "waiting") spoken.textContent = "";
    },
    shown,
  };
}

/** What someone types in does not lie under the line: it is scrolled clear, as the browser scrolls what is typed. */
function uncover(line) {
  const box = document.activeElement;
  if (!line.textContent || !box || !line.closest("form")?.contains(box) || line.contains(box)) return;
  if (box.getBoundingClientRect().bottom > line.getBoundingClientRect().top && line.compareDocumentPosition(box) & 2) {
    box.scrollIntoView({ block: "nearest", behavior: "instant" });
  }
}

/** Once the typing pauses: by then the line says something, and the browser's own scrolling is done. */
function keepClear(form, line) {
  let later;
  form.addEventListener("input", () => {
    clearTimeout(later);
    later = setTimeout(() => uncover(line), CLEAR_AFTER);
  });
}

/** "yes", "no", "someone else", or "unknown" where no answer came. A form gets the token that is good now. */
export async function askWhetherSignedIn(form) {
  const { person, signedIn } = document.body.dataset;
  if (!signedIn) return "unknown";
  try {
    const options = { credentials: "same-origin", headers: { Accept: "application/json" }, signal: AbortSignal.timeout(8000) };
    const response = await fetch(signedIn, options);
    if (!response.ok) return "unknown";
    const told = await response.json();
    if (told.status !== "signed-in") return "no";
    if (told.person !== person) return "someone else";
    const token = form?.querySelector("input[name='csrfmiddlewaretoken']");
    if (token) token.value = told.token;
    return "yes";
  } catch {
    return "unknown";
  }
}

/** Say that the session has ended, with the way to sign in that leaves this page as it is. */
export function saySignedOut(form, answer = "no") {
  const link = document.createElement("a");
  link.className = "govuk-link";
  link.href = document.body.dataset.signIn || "/";
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = "Sign in (opens in a new tab)";
  const line = lineOf(form);
  if (answer === "someone else") {
    line.say("Someone else has signed in since. Nothing was sent. Copy your text, then reload this page.", "waiting");
  } else {
    line.say("You have been signed out. Your text is still here. Sign in, then come back and press the button again.", "waiting", link);
  }
  return line;
}

function guardSession(form) {
  let asked = Date.now();
  let passes = false;
  const look = async () => {
    if (Date.now() - asked < ASK_AGAIN) return;
    asked = Date.now();
    const answer = await askWhetherSignedIn(form);
    if (answer === "no" || answer === "someone else") saySignedOut(form, answer);
  };
  form.addEventListener("input", look);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
  form.addEventListener("submit", async (event) => {
    if (passes) {
      passes = false;
      return;
    }
    // Before any other listener: the form goes only once we know that someone is there to take it.
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.asking === "yes" || form.dataset.sending === "yes") return;
    const pressed = event.submitter;
    form.dataset.asking = "yes";
    const answer = await askWhetherSignedIn(form);
    delete form.dataset.asking;
    asked = Date.now();
    if (answer === "yes") {
      passes = true;
      form.requestSubmit(pressed);
      return;
    }
    const line = answer === "unknown" ? lineOf(form) : saySignedOut(form, answer);
    if (answer === "unknown") line.say("There is no connection at the moment. Your text is still here. Try again in a moment.", "waiting");
    line.shown.scrollIntoView({ block: "nearest" });
    line.shown.tabIndex = -1;
    line.shown.focus();
  });
}
