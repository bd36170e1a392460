// What someone has chosen and written so far, kept in this tab and nowhere else: reload, Back and a phone that sleeps
// lose nothing. It goes when it is sent, left by the exit, deleted, or not touched for half an hour.
// A browser may refuse to keep anything; then it lives in the page alone, and nothing breaks.

const TAB_NAME = "tip-tab:";
export const HALF_AN_HOUR = 30 * 60 * 1000;

/** What this tab holds of a survey; null where there is nothing, or nobody has touched it for half an hour. */
export function readTab(token) {
  sweepTab((held) => !(Date.now() - held?.at < HALF_AN_HOUR));
  try {
    return JSON.parse(sessionStorage.getItem(TAB_NAME + token));
  } catch {
    return null;
  }
}

/** Keep it. Returns whether the browser lets us. */
export function writeTab(token, held) {
  try {
    sessionStorage.setItem(TAB_NAME + token, JSON.stringify({ ...held, at: Date.now() }));
    return true;
  } catch {
    return false;
  }
}

/** Forget what this tab holds of a survey; of every one where none is named. */
export function forgetTab(token = "") {
  sweepTab((held) => !token || held?.token === token);
}

/** The single-use code with which this tab began and has not sent yet; "" where there is none. */
export function codeInTab() {
  let code = "";
  sweepTab((held) => {
    if (held?.code && Date.now() - held.at < HALF_AN_HOUR) code = held.code;
    return false;
  });
  return code;
}

function sweepTab(goes) {
  try {
    Object.keys(sessionStorage)
      .filter((name) => name.startsWith(TAB_NAME))
      .forEach((name) => {
        let held = null;
        try {
          held = JSON.parse(sessionStorage.getItem(name));
        } catch {
          // cut short on its way: it goes
        }
        if (goes(held)) sessionStorage.removeItem(name);
      });
  } catch {
    // nothing was kept
  }
}
