// A survey page that cannot be sent keeps its answers and says so.
//
//   <form method="post" data-survey [data-lost="…"] [data-busy="…"] [data-too-large="…"] [data-again="…"]> … </form>
//
// The answers go by fetch, so that a lost network never ends on the browser's own error page; the page that the
// server answers with takes this one's place, and Back brings this one back as it was left. A page whose main part
// is marked `data-forget` ("thank you") makes the earlier ones be forgotten.
// Without a script the form goes as forms do.

import { releaseForm } from "./page.js";

const LOST = "We could not send this: there seems to be no connection. Your answers are still here.";
const pages = [];
let shown = 0; // the number of the page that is there
let stepShown; // the name of its step, where a page holds a whole survey

/** Another step of the page that is there: Back leads to the one before. */
export function goOnTo(step) {
  stepShown = step;
  history.pushState({ page: shown, step }, "", `#${step}`);
}

/** The whole survey in another language or layout, at the step where someone is, in place of this page. */
export async function openInstead(form, { language, layout, code, step }) {
  const asked = new URLSearchParams({ language, layout });
  const address = new URL(form.getAttribute("action"), location.href);
  const sent = code ? { method: "POST", body: new URLSearchParams({ language, layout, code, go: "begin" }) } : {};
  const from = code ? form.dataset.codes : `${address.pathname}?${asked}`;
  try {
    const response = await fetch(from, { ...sent, credentials: "same-origin", signal: AbortSignal.timeout(30000) });
    if (!response.ok) throw new Error("not shown");
    const page = new DOMParser().parseFromString(withoutStyle(await response.text()), "text/html");
    turnTo(page, `${code ? location.pathname : address.pathname}?${asked}#${step}`, step);
  } catch {
    tell(form, null, form.dataset.away);
  }
}

// The place's colour is on this page already; its style came with a nonce that is not this page's.
function withoutStyle(text) {
  return text.replace(/<style[^>]*>[^<]*<\/style>/, "");
}

/** Guard every form in the page; `started` is told of each new page, to bring it to life. */
export function keepAnswers(started) {
  pages.push(pageNow());
  stepShown = history.state?.step;
  history.replaceState({ page: 0, step: stepShown }, "");
  guard(document);
  window.addEventListener("popstate", (event) => {
    if (event.state === null && location.hash && pages[shown]) {
      // A way within the page, such as to its main part: nothing has gone, and Back leads from here as from before.
      const name = decodeURIComponent(location.hash.slice(1));
      const isWithin = document.getElementById(name) || !document.querySelector("form[data-whole]");
      if (!isWithin) stepShown = name; // a screen that was come to before the script was there
      history.replaceState({ page: shown, step: stepShown }, "");
      if (!isWithin) document.dispatchEvent(new CustomEvent("tip:step"));
      return;
    }
    const page = pages[event.state?.page];
    if (!page) {
      location.replace(location.pathname + location.search);
      return;
    }
    if (event.state.page !== shown) put(page);
    shown = event.state.page;
    stepShown = event.state.step;
    document.dispatchEvent(new CustomEvent("tip:step"));
  });
  document.addEventListener("tip:page", () => {
    guard(document);
    started();
  });
}

/** Forget every page that Back could bring back, as it was left: whoever comes next is somebody else. */
export function forgetPages() {
  pages.fill(null);
}

function guard(root) {
  root.querySelectorAll("form[data-survey]").forEach((form) => {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (form.dataset.sending !== "yes") send(form, event.submitter);
    });
  });
}

async function send(form, submitter) {
  const data = new FormData(form, submitter);
  const body = "whole" in form.dataset ? new URLSearchParams(data) : data; // a whole survey is read sooner like this
  const address = submitter?.hasAttribute("formaction") ? submitter.formAction : form.getAttribute("action") || location.href;
  form.dataset.sending = "yes";
  form.querySelectorAll("button[type='submit']").forEach((b) => b.setAttribute("aria-disabled", "true"));
  try {
    const response = await fetch(address, {
      method: "POST",
      body,
      credentials: "same-origin",
      headers: { Accept: "text/html" },
      signal: AbortSignal.timeout(30000),
    });
    if (response.status === 429) {
      releaseForm(form);
      tell(form, submitter, form.dataset.busy);
      tryAgainLater(form, submitter, Number(response.headers.get("Retry-After")) || 5);
      return;
    }
    if (response.status === 413 || response.status === 400) {
      releaseForm(form);
      tell(form, submitter, form.dataset.tooLarge);
      return;
    }
    if (response.status >= 500) throw new Error("not kept");
    const page = new DOMParser().parseFromString(withoutStyle(await response.text()), "text/html");
    releaseForm(form);
    form.querySelector(".tip-offline")?.remove();
    turnTo(page, response.url);
  } catch {
    releaseForm(form);
    tell(form, submitter);
  }
}

/** Many are sending at once: try again by ourselves, unless the person has done something else by then. */
function tryAgainLater(form, submitter, seconds) {
  setTimeout(() => {
    const waiting = form.isConnected && form.querySelector(".tip-offline") && form.dataset.sending !== "yes";
    if (waiting) send(form, submitter);
  }, seconds * 1000);
}

function pageNow() {
  const { lang, dir } = document.documentElement;
  return { body: document.body, title: document.title, lang, dir, style: styleSheet().href };
}

function styleSheet() {
  return document.querySelector("link[rel='stylesheet']");
}

function turnTo(page, address, step) {
  const { lang, dir } = page.documentElement;
  const body = document.importNode(page.body, true);
  const style = page.querySelector("link[rel='stylesheet']")?.getAttribute("href") || styleSheet().href;
  if (body.querySelector("[data-forget]")) {
    // An entry that leads nowhere: Back asks the server, which knows nothing of what was written.
    forgetPages();
  }
  const place = (history.state?.page ?? 0) + 1;
  pages.length = place;
  pages[place] = { body, title: page.title, lang, dir, style };
  shown = place;
  stepShown = step;
  history.pushState({ page: place, step }, "", address);
  put(pages[place]);
  window.scrollTo({ top: 0, behavior: "instant" });
  document.dispatchEvent(new CustomEvent("tip:page"));
  const main = document.getElementById("main");
  if (!body.querySelector("[data-focus]")) main?.focus({ preventScroll: true });
}

function put({ body, title, lang, dir, style }) {
  document.title = title;
  document.documentElement.lang = lang;
  document.documentElement.dir = dir;
  if (new URL(style, location.href).href !== styleSheet().href) styleSheet().href = style;
  document.body.replaceWith(body);
}

function tell(form, submitter, words = form.dataset.lost || LOST) {
  let note = form.querySelector(".tip-offline");
  if (!note) {
    note = document.createElement("div");
    note.className = "tip-offline";
    note.setAttribute("role", "alert");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "govuk-button govuk-button--secondary";
    button.textContent = form.dataset.again || "Try again";
    button.addEventListener("click", () => send(form, submitter));
    note.append(document.createElement("p"), ...(submitter ? [button] : []));
    (submitter?.closest("[data-screen]") || form).append(note);
  }
  note.querySelector("p").textContent = words;
  note.scrollIntoView({ block: "nearest" });
}
