// A phone in a team's room. Without this the page works too: "Look again" shows what is on.
import { focusFirst, leadErrorLinks, sendOnce, releaseForm } from "./page.js";

const EVERY = 3000;

/** Ask every few seconds what is on, and show it once it is something else: one small answer, and no page. */
function followRoom(part) {
  let hidden = document.hidden;
  const look = async () => {
    // A phone in a pocket asks nothing, and looks at once when it is taken out again.
    if (document.hidden) return;
    try {
      const response = await fetch(part.dataset.room, { cache: "no-store" });
      if (response.ok) {
        showOffline(false);
        const now = await response.json();
        if (now.on !== part.dataset.on) location.replace(location.pathname);
        else document.querySelector("[data-so-far]").textContent = now.so_far;
      }
    } catch {
      showOffline(true); // the next look may find it
    }
  };
  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", () => {
    if (hidden && !document.hidden) look();
    hidden = document.hidden;
  });
}

function showOffline(is) {
  const line = document.querySelector("[data-offline]");
  if (line && line.hidden === is) line.hidden = !is;
}

/** Send a vote so that losing the network leaves the page, and the choice on it, as they are. */
function sendVote(form) {
  form.addEventListener("submit", async (event) => {
    if (event.defaultPrevented || !form.querySelector(":checked")) return; // the page says what is missing
    event.preventDefault();
    if (form.dataset.sending === "yes") return;
    form.dataset.sending = "yes";
    try {
      const response = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      if (response.redirected) location.replace(response.url);
      else form.submit(); // too late, or something is wrong: let the page say so. A vote that is in counts once.
    } catch {
      releaseForm(form);
      showOffline(true);
    }
  });
}

leadErrorLinks();
focusFirst();
document.querySelectorAll("[data-room-vote]").forEach(sendVote);
document.querySelectorAll("[data-room]").forEach(followRoom);
sendOnce();
