// The way out: the button, or Shift three times. The page is covered first, then left; its place in the
// history goes to the neutral page, and coming back shows nothing of what was written.

const WITHIN = 3000;

let tidy = () => {};

/** `leaving` is done on the way out, while the page is covered already. */
export function startExit(leaving = () => {}) {
  tidy = leaving;
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-exit]");
    if (!link) return;
    event.preventDefault();
    leaveNow(link);
  });

  let presses = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift") {
      presses = [];
      return;
    }
    const link = document.querySelector("a[data-exit]");
    if (event.repeat || !link) return;
    presses = [...presses.filter((at) => event.timeStamp - at < WITHIN), event.timeStamp];
    if (presses.length >= 3) leaveNow(link);
  });

  // Should the browser bring the page back from its memory, it is still covered, and leaves again.
  window.addEventListener("pageshow", (event) => {
    const link = document.querySelector("a[data-exit]");
    if (event.persisted && link && document.querySelector(".tip-exit-cover")) location.replace(link.dataset.exit);
  });
}

/** What only works with this script is said only where it runs. */
export function sayWhatWorks() {
  document.querySelectorAll("[data-needs-script]").forEach((words) => words.removeAttribute("hidden"));
}

function leaveNow(link) {
  const cover = document.createElement("div");
  cover.className = "tip-exit-cover";
  document.body.append(cover);
  document.title = "\u00a0";
  document.querySelectorAll("form").forEach((form) => form.reset());
  tidy();
  if (link.origin === location.origin) {
    // Ends the session on the server; leaving does not wait for it.
    fetch(link.href, { keepalive: true, redirect: "manual", credentials: "same-origin" }).catch(() => {});
  }
  location.replace(link.dataset.exit);
}
