// The whole survey in one page, a question at a time: the one that is shown is in the page, the others wait in memory,
// and what was chosen in them rides along hidden. It stays in this tab until it is sent. Without this script the screens
// are shown by the address's own part (#…), and lose nothing.
//
//   <form data-whole="token" data-where="Question # of ##" …> <section data-screen id="…"> <div data-question="…"> …

import { goOnTo, openInstead } from "./keep.js";
import { forgetTab, readTab, writeTab } from "./tab.js";

const AFTER_A_TAP = 500; // milliseconds in which the choice is seen, and a hand that shakes may tap once more
const START = "start";
const NOT_ANSWERS = ["key", "page", "language", "layout", "code", "go"];

let survey = null;
let steps = [];
let byItself = null; // the line about going on by itself: it stands in the screen that is shown
const pagesWithWhole = new WeakMap(); // steps and line of each page that Back can bring back, such as another language's
let here = 0;
let held = { answers: {}, byItself: null };
let afterTap;
let isListening = false;

/** Bring a page with a whole survey to life; does nothing on any other. */
export function startWhole() {
  clearTimeout(afterTap);
  survey = document.querySelector("form[data-whole]");
  if (!survey) return;
  const root = survey.closest(".tip-one");
  const named = firstShown(root); // what the server says is to be shown
  steps = stepsOf(root.querySelectorAll("[data-screen]"));
  document.querySelectorAll("[data-no-script]").forEach((one) => one.remove());
  makeButtons();
  root.dataset.on = "yes";
  new Set(steps.map((step) => step.screen)).forEach((screen) => screen.remove());
  byItself = survey.querySelector("[data-by-itself]");
  pagesWithWhole.set(survey, [steps, byItself]);
  takeUp();
  if (!isListening) listenToPeople();
  // Where Back and reload say, else what the server shows first: whoever opens the start anew sees no answers.
  // With a code, whose page comes anew by itself after a reload, where this tab had come to.
  const isCarriedOn = held.code && named !== START && held.place;
  // On a shared tablet a page that comes anew begins at its start: what was chosen is gone.
  const isFresh = survey.dataset.shared !== undefined && !hasAnswers();
  const asked = isFresh ? named : stepAsked() || (isCarriedOn ? held.place : named);
  showStep(Math.max(0, placeOf(asked) < 0 ? placeOf(named) : placeOf(asked)), { quietly: true });
}

/** Where Back, reload or an address say that someone is. */
function stepAsked() {
  return history.state?.step || decodeURIComponent(location.hash.slice(1));
}

/** Go on with what was kept on this phone, or with what this tab holds. */
export function carryOnWith(given = {}) {
  // What this tab holds is newer: answers go on changing after they were kept on the phone.
  const newer = Object.fromEntries(Object.entries(held.answers).filter(([, value]) => value));
  const older = Object.entries(given.answers ?? {}).filter(([name]) => !NOT_ANSWERS.includes(name));
  held.answers = { ...held.answers, ...Object.fromEntries(older), ...newer };
  held.place ??= given.page;
  fillIn();
  keepInTab();
  goTo(Math.max(1, placeOf(held.place)));
}

/** Begin afresh: nothing of what was chosen stays. */
export function deleteAnswers() {
  held.answers = {};
  held.place = undefined;
  forgetTab(survey.dataset.whole);
  fillIn();
}

export function hasWhole() {
  return Boolean(survey?.isConnected);
}

/** Whether somebody has chosen or written anything here. */
export function hasAnswers() {
  return hasWhole() && Object.values(held.answers).some(Boolean);
}

function stepsOf(screens) {
  const found = [];
  screens.forEach((screen) => {
    screen.hidden = false; // it was until it is shown; from now on only what is shown is in the page
    const questions = [...screen.querySelectorAll("[data-question]")];
    const names = questions.map((one) => one.dataset.question);
    if (questions.length < 2) found.push({ screen, name: screen.id, questions, names });
    else questions.forEach((one) => found.push({ screen, name: one.dataset.question, questions: [one], names: [one.dataset.question] }));
  });
  return found;
}

function placeOf(name) {
  return steps.findIndex((step) => step.name === name || step.screen.id === name || step.names.includes(name));
}

function firstShown(root) {
  return root.querySelector(".tip-screen--shown")?.id || START;
}

/** Ways that only a script serves are buttons; the links serve where there is none. */
function makeButtons() {
  survey.querySelectorAll("a[data-go]").forEach((link) => {
    const button = document.createElement("button");
    button.type = "submit";
    button.name = "go";
    button.value = link.dataset.go;
    button.className = link.className;
    button.append(...link.childNodes);
    link.replaceWith(button);
    // Back stands with where one is, above what is asked, so that it is seen without scrolling.
    if (link.dataset.go === "back") button.closest("[data-screen]").querySelector(".tip-where").append(button);
  });
  // The first screen waits in memory: the link leads to the page that shows it.
  document.querySelectorAll(".tip-start a").forEach((link) => (link.href = survey.getAttribute("action")));
}

// --- what was chosen -------------------------------------------------------------------------------

function takeUp() {
  const code = survey.elements.code?.value || "";
  const found = survey.dataset.shared === undefined ? readTab(survey.dataset.whole) : null;
  if (found && found.code === code) {
    held = found;
    survey.elements.key.value = found.key;
  } else {
    if (found) forgetTab(survey.dataset.whole);
    held = { answers: {}, byItself: null, ...(sameSurvey(code) ? held : {}) };
  }
  held = { ...held, token: survey.dataset.whole, code, key: survey.elements.key.value, answers: { ...chosenNow(), ...held.answers } };
  fillIn();
  keepInTab();
}

/** In a browser that keeps nothing: the same survey in another language goes on with what the page held. */
function sameSurvey(code) {
  return held.token === survey.dataset.whole && held.code === code;
}

function chosenNow() {
  return Object.fromEntries([...boxes()].map((box) => [box.name, box.type !== "radio" || box.checked ? box.value : ""]).filter(([, value]) => value));
}

/** Everything that can be chosen or written in, shown or not. */
function boxes() {
  return steps.flatMap((step) => step.questions).flatMap((one) => [...one.querySelectorAll("input, textarea")]);
}

function fillIn() {
  boxes().forEach((box) => {
    const value = held.answers[box.name] ?? "";
    if (box.type === "radio") box.checked = box.value === value;
    else box.value = value;
  });
}

function keepInTab() {
  const none = Object.fromEntries(steps.flatMap((step) => step.names).map((name) => [name, ""]));
  held.answers = { ...held.answers, ...none, ...chosenNow() };
  carryAlong();
  if (survey.dataset.shared !== undefined) return;
  // Nothing chosen yet, nothing kept: whoever only looks leaves nothing behind.
  isKept = Object.values(held.answers).some(Boolean) && writeTab(survey.dataset.whole, held);
  document.querySelectorAll("[data-kept-here]").forEach((words) => (words.hidden = !isKept));
  document.dispatchEvent(new CustomEvent("tip:chosen"));
}

// --- a step at a time ------------------------------------------------------------------------------

function showStep(place, { quietly = false } = {}) {
  clearTimeout(afterTap);
  here = place;
  const step = steps[place];
  const isStart = step.name === START;
  putInPage(step, isStart);
  survey.hidden = isStart;
  survey.elements.page.value = isStart ? steps[1].name : step.name;
  // What is said of a part is said with its first question.
  const isFirst = steps[place - 1]?.screen !== step.screen;
  step.screen.querySelectorAll("[data-note]").forEach((note) => (note.hidden = !isFirst));
  if (!isStart) held.place = step.name;
  sayWhere(step);
  sayByItself(step);
  survey.querySelectorAll(".tip-offline").forEach((note) => note.remove()); // of another question, or of another try
  document.querySelectorAll("[data-while-asking]").forEach((words) => (words.hidden = step.name === "end"));
  window.speechSynthesis?.cancel();
  const main = document.getElementById("main");
  const said = !isFirst ? step.questions[0].querySelector("legend, label") : step.screen.querySelector("h1");
  document.title = `${(step.questions[0]?.querySelector("legend, label") || step.screen.querySelector("h1")).textContent.trim()} – ${survey.closest(".tip-one").dataset.title}`;
  if (quietly) return;
  window.scrollTo({ top: 0, behavior: "instant" });
  (said || main).setAttribute("tabindex", "-1");
  (said || main).focus({ preventScroll: true });
}

/** Only what is shown is in the page: nobody meets the same answer twice, by eye, by ear or by key. */
function putInPage(step, isStart) {
  const root = survey.closest(".tip-one");
  root.querySelectorAll("[data-screen]").forEach((screen) => screen.remove());
  const place = step.screen.querySelector("[data-read]");
  place?.querySelectorAll("[data-question]").forEach((one) => one.remove());
  place?.append(...step.questions);
  step.screen.classList.add("is-here");
  if (isStart) root.prepend(step.screen);
  else survey.insertBefore(step.screen, survey.querySelector("[data-foot]"));
  carryAlong();
}

function sayWhere(step) {
  const asking = steps.filter((each) => each.names.length);
  const number = asking.indexOf(step) + 1;
  const bar = step.screen.querySelector(".tip-bar__value");
  const words = step.screen.querySelector(".tip-where .tip-where__words");
  if (bar) bar.setAttribute("width", String((100 * here) / (steps.length - 1)));
  if (words && number) words.textContent = survey.dataset.where.replace("##", asking.length).replace("#", number);
  const answered = Object.values(held.answers).filter(Boolean).length;
  const told = step.screen.querySelector("[data-answered]");
  if (told) {
    told.hidden = !answered;
    told.textContent = survey.dataset.answered.replace("#", answered);
  }
}

function goTo(place) {
  if (place < 0 || place >= steps.length || place === here) return;
  goOnTo(steps[place].name);
  showStep(place);
  keepInTab();
}

function goWay(way) {
  const step = steps[here];
  if (way !== "back" && isTooLong(step)) return;
  const isPart = way === "skip" && !step.names.length;
  const next = isPart ? placeOf(step.screen.dataset.afterPart) : here + 1;
  if (way === "skip") {
    // A part that is skipped whole has no answers, also where somebody had given some and gone back.
    const skipped = isPart ? steps.slice(here, next) : [step];
    skipped.flatMap((each) => each.names).forEach((name) => clearAnswer(name));
    keepInTab();
  }
  goTo(way === "back" ? here - 1 : next);
}

function clearAnswer(name) {
  held.answers[name] = "";
  fillIn();
}

function isTooLong(step) {
  const box = step.names.length ? boxOf(step, step.names[0]) : null;
  if (!box) return false;
  const isLong = box.value.length > Number(survey.dataset.most);
  tellHere(step, isLong ? survey.dataset.tooLarge : "");
  if (isLong) box.focus();
  return isLong;
}

function boxOf(step, name) {
  return step.questions.flatMap((one) => [...one.querySelectorAll("textarea")]).find((box) => box.name === name);
}

function tellHere(step, words) {
  let note = step.screen.querySelector(".tip-offline");
  if (!words) {
    note?.remove();
    return;
  }
  if (!note) {
    note = document.createElement("p");
    note.className = "tip-offline";
    note.setAttribute("role", "alert");
    step.screen.querySelector(".tip-go").before(note);
  }
  note.textContent = words;
}

// --- going on by itself ----------------------------------------------------------------------------

function likesStillness() {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function goesByItself() {
  return (held.byItself ?? (likesStillness() ? "off" : "on")) === "on";
}

function isOneChoice(step) {
  return step.names.length === 1 && Boolean(step.questions[0].querySelector("input[type='radio']"));
}

function sayByItself(step) {
  byItself.hidden = !isOneChoice(step);
  step.screen.querySelector(".tip-where")?.after(byItself); // said before the answers that do it
  byItself.querySelector("[data-while-on]").hidden = !goesByItself();
  byItself.querySelector("[data-while-off]").hidden = goesByItself();
}

// --- what people do --------------------------------------------------------------------------------

function listenToPeople() {
  isListening = true;
  document.addEventListener("submit", beforeSending, true);
  document.addEventListener("input", () => hasWhole() && keepInTab());
  document.addEventListener("pointerdown", (event) => (pressed = event.target.closest?.("[data-question]") ?? null));
  document.addEventListener("keydown", () => (pressed = null), true);
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onKey);
  document.addEventListener("tip:step", () => {
    const there = document.querySelector("form[data-whole]");
    if (!pagesWithWhole.has(there)) return;
    survey = there;
    [steps, byItself] = pagesWithWhole.get(there);
    fillIn();
    showStep(Math.max(0, placeOf(stepAsked() || START)));
  });
  window.addEventListener("beforeunload", (event) => {
    // Kept in this tab, it is there again; where the browser keeps nothing, it would be lost.
    if (hasAnswers() && !isLeaving && !isKept && survey.dataset.shared === undefined) event.preventDefault();
  });
}

let isLeaving = false;
let isKept = false; // whether this tab holds what was chosen
let pressed = null; // the question in which a finger or a mouse has just come down

/** Whoever leaves by the exit is asked nothing, and leaves nothing. */
export function leaveWhole() {
  isLeaving = true;
  held = { answers: {}, byItself: null };
  forgetTab();
}

function beforeSending(event) {
  if (!hasWhole() || event.target !== survey) return;
  const go_ = event.submitter?.name === "go" ? event.submitter.value : "";
  const [what, which] = go_.split(":");
  if (what === "send" || what === "pause") {
    const long = steps.find((step) => step.names.some((name) => boxOf(step, name)?.value.length > Number(survey.dataset.most)));
    if (long) {
      holdBack(event);
      goTo(steps.indexOf(long));
      isTooLong(long);
    } else if (what === "send" && !hasAnswers()) {
      holdBack(event);
      tellHere(steps[here], survey.dataset.nothing);
    } else carryAlong();
    return;
  }
  holdBack(event);
  if (what === "language" || what === "layout") anotherVersion(what, which ?? "");
  else if (what) goWay(what);
}

function holdBack(event) {
  event.preventDefault();
  event.stopPropagation();
}

/** Answers to what is not shown, or is not asked in this language, go along. */
function carryAlong() {
  survey.querySelectorAll("[data-along]").forEach((one) => one.remove());
  Object.entries(held.answers).forEach(([name, value]) => {
    if (!value || steps[here].names.includes(name)) return;
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    field.dataset.along = "";
    survey.append(field);
  });
}

/** The same page in another language or layout: what was chosen comes along. */
function anotherVersion(what, which) {
  keepInTab();
  survey.querySelectorAll("details[open].tip-language-menu").forEach((menu) => (menu.open = false));
  const language = what === "language" ? which : survey.elements.language.value;
  const layout = what === "layout" ? which : survey.elements.layout.value;
  openInstead(survey, { language, layout, code: held.code, step: held.place });
}

function onClick(event) {
  if (!hasWhole()) return;
  const start = event.target.closest?.(".tip-start a");
  if (start) {
    event.preventDefault();
    goTo(1);
    return;
  }
  const choice = event.target.closest?.("button[name='by-itself']");
  if (choice) {
    held.byItself = choice.value;
    keepInTab();
    sayByItself(steps[here]);
    document.querySelector(`[data-while-${choice.value}] button`)?.focus();
    return;
  }
  // A finger or a mouse; keys and screen readers choose as they pass, and press "Next".
  const isPressed = event.target.matches?.("input[type='radio']") && event.target.closest("[data-question]") === pressed;
  clearTimeout(afterTap);
  if (isPressed && isOneChoice(steps[here]) && goesByItself()) afterTap = setTimeout(() => goWay("next"), AFTER_A_TAP);
}

function onKey(event) {
  if (!hasWhole() || event.key !== "Enter") return;
  if (!event.target.matches?.("input[type='radio']")) return;
  event.preventDefault();
  goWay("next");
}
