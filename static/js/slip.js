// A slip: a code in the hand of someone who names what gets in the way, made here and sent to no one. What is sent is
// its hash (`learning/actions/slips.py`). The code lives in this page's memory until the page is left.
//
//   <form data-slip> <input name="hash"> <input name="code"> <p id="slip-code">…  and on the page that thanks
//   <div data-slip-again hidden> <p id="slip-code">
//
// Where a browser cannot do this (no https), or runs no script, the page's own code stays: the server has made it.

const SLIP_SIGNS = "abcdefghjkmnpqrstvwxyz23456789"; // as on cards: none is taken for another on paper
const SLIP_LENGTH = 23; // of 30 signs each: 112 bits
let slipCode = "";

/** Make a code for the form, once for a page; show it again where someone is thanked. */
export async function makeSlip() {
  const form = document.querySelector("form[data-slip]");
  if (form) await giveSlip(form);
  const again = document.querySelector("[data-slip-again]");
  if (!again || !slipCode) return;
  again.querySelector("#slip-code").textContent = inGroups(slipCode);
  again.hidden = false;
  slipCode = ""; // whoever names another barrier gets another slip
}

/** Whoever comes next to this page sees none of it. */
export function forgetSlip() {
  slipCode = "";
}

async function giveSlip(form) {
  if (!globalThis.crypto?.subtle) return;
  if (form.dataset.slip === "new") slipCode = ""; // the one there was belongs to another barrier
  form.dataset.slip = "";
  slipCode ||= drawSlip();
  const hash = await hashOf(slipCode);
  form.elements.hash.value = hash;
  form.elements.code.value = ""; // what the server has made is not used
  document.getElementById("slip-code").textContent = inGroups(slipCode);
  form.querySelector("[data-made-here]").hidden = true;
  form.querySelector("[data-made-by-browser]").hidden = false;
}

function drawSlip() {
  let drawn = "";
  while (drawn.length < SLIP_LENGTH) {
    // Every sign is as likely as another: bytes beyond the last whole run of 30 are drawn again.
    for (const byte of crypto.getRandomValues(new Uint8Array(64))) {
      if (byte < 240 && drawn.length < SLIP_LENGTH) drawn += SLIP_SIGNS[byte % SLIP_SIGNS.length];
    }
  }
  return drawn;
}

async function hashOf(code) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function inGroups(code) {
  return code.match(/.{1,4}/g).join("-");
}
