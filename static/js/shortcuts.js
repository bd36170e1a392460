// Keys for those who read many comments. Off until someone turns them on: single letters would get in the way of those
// who speak to their computer, or whose screen reader has the same keys.
const KEPT = "tip-shortcuts";

function isTyping(target) {
  return target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio])");
}

function isOn() {
  try {
    return localStorage.getItem(KEPT) === "on";
  } catch {
    return false;
  }
}

function keep(on) {
  try {
    localStorage.setItem(KEPT, on ? "on" : "off");
  } catch {
    // this browser keeps nothing: they stay on for this page
  }
}

export function startShortcuts(root = document) {
  const part = root.querySelector("[data-shortcuts]");
  if (!part) return;
  const comments = [...part.querySelectorAll("[data-comment]")];
  const bar = part.querySelector("[data-shortcuts-switch]");
  const button = bar.querySelector("button");
  let on = isOn();
  let at = -1;
  const show = () => {
    button.setAttribute("aria-pressed", on ? "true" : "false");
    bar.querySelector("[data-on]").hidden = !on;
    bar.querySelector("[data-off]").hidden = on;
  };
  const go = (to) => {
    at = Math.max(0, Math.min(comments.length - 1, to));
    comments[at].focus({ preventScroll: true });
    comments[at].scrollIntoView({ block: "center" });
  };
  const decide = (state) => {
    if (!part.querySelector("[name=picked]:checked")) comments[at]?.querySelector("[name=picked]").click();
    const choice = part.querySelector(`[name=state][value=${state}]`);
    choice.checked = true;
    const next = state === "released" ? "[name=nobody]" : "[name=outcome]";
    part.querySelector(next).focus();
  };
  const acts = {
    n: () => go(at + 1),
    p: () => go(at - 1),
    x: () => comments[at]?.querySelector("[name=picked]").click(),
    o: () => comments[at]?.querySelector("[data-open]").click(),
    t: () => part.querySelector("[name=features]")?.focus(),
    s: () => decide("released"),
    h: () => decide("withheld"),
  };
  button.addEventListener("click", () => {
    on = !on;
    keep(on);
    show();
  });
  part.addEventListener("focusin", (event) => {
    const found = comments.indexOf(event.target.closest("[data-comment]"));
    if (found >= 0) at = found;
  });
  root.addEventListener("keydown", (event) => {
    if (!on || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const act = acts[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
  bar.hidden = false;
  show();
}
