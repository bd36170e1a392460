// Keeps a long form as it is written. Without a script the form's own button does the same.
//
//   <form method="post" data-autosave-url="…"> … {% save_status %} </form>
//
// After a pause the whole form is posted to that address with `Accept: application/json` and `X-Autosave: yes`.
// The server answers {"status", "message", "fields"}: "saved" ("Saved at 10:42"), "invalid" (something cannot be
// kept yet), or with 409 "conflict" (somebody else wrote meanwhile; the form's own button leads to both texts) and
// "closed". `fields` are put back into the form, so that the next save builds on this one. `beside` is what was
// said before of a statement, shown once a stage is chosen.

import { askWhetherSignedIn, dropHeld, holdMeanwhile, saySignedOut } from "./hold.js";

const PAUSE = 800;
const RETRY = 10000;

export function startAutosave(root = document) {
  root.querySelectorAll("form[data-autosave-url]").forEach((form) => new Autosave(form));
}

class Autosave {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-save-status]") || document.querySelector("[data-save-status]");
    this.spoken = form.querySelector("[data-save-spoken]") || document.querySelector("[data-save-spoken]");
    this.unsaved = false;
    this.stopped = false;
    this.saving = null;
    this.lastSpoken = "";
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("submit", (event) => this.submit(event));
    window.addEventListener("online", () => this.unsaved && this.save());
    window.addEventListener("offline", () => this.unsaved && this.tellOffline());
    window.addEventListener("beforeunload", (event) => {
      if (this.unsaved && !this.leaving) event.preventDefault();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.unsaved) this.save();
    });
  }

  /** Show how saving goes. Out loud only what is news: the first save, trouble, and the end of trouble. */
  say(text, state = "") {
    if (!this.status) return;
    this.status.textContent = text;
    this.status.dataset.state = state;
    const news = state !== this.lastSpoken || (state === "waiting" && text !== this.spoken?.textContent);
    if (!this.spoken || state === "saving" || !news) return;
    this.lastSpoken = state;
    this.spoken.textContent = text;
  }

  tellOffline() {
    this.say("There is no connection at the moment. Your text is still on this page, and we will keep trying.", "waiting");
  }

  changed() {
    this.unsaved = true;
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  async save() {
    clearTimeout(this.timer);
    if (this.stopped || this.leaving) return;
    if (this.saving) {
      this.again = true;
      return;
    }
    if (!navigator.onLine) {
      this.tellOffline();
      return;
    }
    this.unsaved = false;
    this.saving = this.send();
    const kept = await this.saving;
    this.saving = null;
    if (!kept) this.unsaved = true;
    if (kept && (this.again || this.unsaved)) this.changed();
    this.again = false;
  }

  async send() {
    this.say("Saving…", "saving");
    let response;
    try {
      response = await fetch(this.form.dataset.autosaveUrl, {
        method: "POST",
        body: new FormData(this.form),
        headers: { Accept: "application/json", "X-Autosave": "yes" },
        credentials: "same-origin",
        redirect: "manual",
        signal: AbortSignal.timeout(20000),
      });
    } catch {
      holdMeanwhile(this.form);
      this.tellOffline();
      this.timer = setTimeout(() => this.save(), RETRY);
      return false;
    }
    if (await this.hasNewToken(response)) return false;
    const told = await response.json().catch(() => ({}));
    this.takeBack(told.fields || {});
    this.setBeside(told.beside || {});
    if (response.ok && told.status === "saved") {
      this.say(told.message, "saved");
      dropHeld(this.form);
      this.renewed = false;
      return true;
    }
    this.notKept(response, told);
    return false;
  }

  /** After signing in again in another tab the form's token is an old one: with a new one it is tried once more. */
  async hasNewToken(response) {
    if (response.status !== 403 || this.renewed || (await askWhetherSignedIn(this.form)) !== "yes") return false;
    this.renewed = true;
    this.timer = setTimeout(() => this.save(), 0);
    return true;
  }

  /** Put what the server changed (versions) back into the form, so that the next save builds on this one. */
  takeBack(fields) {
    for (const [name, value] of Object.entries(fields)) {
      const input = this.form.elements.namedItem(name);
      if (input && "value" in input) input.value = value;
    }
  }

  /** A stage was chosen with fresh eyes: what was said before is shown beside it from now on. */
  setBeside(beside) {
    for (const [code, said] of Object.entries(beside)) {
      const place = this.form.querySelector(`[data-beside="${CSS.escape(code)}"]`);
      if (!place) continue;
      place.querySelector("[data-beside-hidden]")?.remove();
      const chose = place.querySelector("[data-beside-chose]");
      chose.textContent = said.chose;
      chose.hidden = false;
      const words = place.querySelector("[data-beside-words]");
      words.querySelector("blockquote").textContent = said.words;
      words.hidden = !said.words;
    }
  }

  notKept(response, told) {
    const signedOut = response.type === "opaqueredirect" || response.status === 401 || response.status === 403;
    if (signedOut) {
      this.stopped = true;
      holdMeanwhile(this.form);
      saySignedOut(this.form);
    } else if (told.message) {
      // Somebody else's change, or a round that closed: asking again would not help. Too long a text: writing does.
      this.stopped = response.status === 409;
      this.say(told.message, "waiting");
    } else {
      this.say("We could not save this. Your text is still on this page, and we will keep trying.", "waiting");
      this.timer = setTimeout(() => this.save(), RETRY);
    }
  }

  /** The form's own button: keep the page where it is while there is no connection. */
  submit(event) {
    if (!navigator.onLine) {
      event.preventDefault();
      this.unsaved = true;
      this.tellOffline();
      this.status?.scrollIntoView({ block: "center" });
      return;
    }
    this.leaving = true; // signed in: that was asked before (hold.js)
    clearTimeout(this.timer);
    // An answer on its way with an older version would make the two saves look like two people.
    if (this.saving && this.form.dataset.sending !== "yes") {
      event.preventDefault();
      const pressed = event.submitter;
      this.saving.finally(() => {
        this.form.requestSubmit(pressed);
      });
    }
  }
}
