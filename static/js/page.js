// What every page does: small things that the page can also do without.

/** Move the focus to what needs another look, or to what has just happened. */
export function focusFirst(root = document) {
  const target = root.querySelector(".govuk-error-summary[data-focus]") || root.querySelector("[data-focus]");
  if (target) target.focus();
}

/** An error link lands on its field with the question in view, not just the box. */
export function leadErrorLinks(root = document) {
  root.querySelectorAll(".govuk-error-summary a[href^='#']").forEach((link) => {
    link.addEventListener("click", (event) => {
      const field = document.getElementById(link.hash.slice(1));
      if (!field) return;
      event.preventDefault();
      const group = field.closest("fieldset") || document.querySelector(`label[for="${field.id}"]`) || field;
      group.scrollIntoView();
      field.focus({ preventScroll: true });
    });
  });
}

/** Buttons that only a script can serve are shown by the script. */
export function showPrintButtons(root = document) {
  root.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
}

/**
 * A form goes once: a second press while the first is on its way does nothing. One that gives a file and leaves the page
 * as it is may be sent again (data-again).
 */
export function sendOnce(root = document) {
  root.querySelectorAll("form[method='post']:not([data-again])").forEach((form) => {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sending === "yes") {
        event.preventDefault();
        return;
      }
      // After the other listeners have had their say: one of them may keep the form here.
      queueMicrotask(() => {
        if (event.defaultPrevented) return;
        form.dataset.sending = "yes";
        form.querySelectorAll("button[type='submit']").forEach((b) => b.setAttribute("aria-disabled", "true"));
      });
    });
  });
  // Coming back with the browser's Back button shows the page as it was left: let it be sent again.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    root.querySelectorAll("form[data-sending]").forEach(releaseForm);
  });
}

/** Let a form be sent again. */
export function releaseForm(form) {
  delete form.dataset.sending;
  form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
}

/** Say how much room is left in a text box; out loud only once the writing pauses. */
export function countWriting(root = document) {
  root.querySelectorAll("[data-count]").forEach((group) => {
    const box = group.querySelector("textarea");
    const shown = group.querySelector(".govuk-character-count__message");
    if (!box || !shown) return;
    const unit = group.dataset.words ? "word" : "character";
    const most = Number(group.dataset.words || group.dataset.characters);
    // The browser would cut off what is pasted without a word; the server says kindly what is too long.
    box.removeAttribute("maxlength");
    const spoken = document.createElement("div");
    spoken.className = "govuk-visually-hidden";
    spoken.setAttribute("role", "status");
    shown.after(spoken);
    let later;
    const tell = () => {
      const used = unit === "word" ? (box.value.match(/\S+/g) || []).length : box.value.length;
      const left = most - used;
      const amount = `${Math.abs(left).toLocaleString("en-GB")} ${unit}${Math.abs(left) === 1 ? "" : "s"}`;
      shown.textContent = left < 0 ? `This is ${amount} too long` : `You have ${amount} left`;
      shown.classList.toggle("govuk-error-message", left < 0);
      shown.classList.toggle("govuk-hint", left >= 0);
      clearTimeout(later);
      later = setTimeout(() => (spoken.textContent = shown.textContent), 1200);
    };
    box.addEventListener("input", tell);
    if (box.value) tell();
  });
}

/** The phone's menu closes with Escape, and when the focus leaves it. */
export function closeMenus(root = document) {
  root.querySelectorAll(".tip-menu, .tip-language-menu").forEach((menu) => {
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
    menu.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
    });
  });
}

/** A table that is wider than its frame can be scrolled with the keyboard, and says which one it is. */
export function reachWideTables(root = document) {
  root.querySelectorAll(".tip-table").forEach((frame) => {
    if (frame.hasAttribute("tabindex") && !frame.dataset.wide) return;
    const isWide = frame.scrollWidth > frame.clientWidth + 1;
    if (isWide === Boolean(frame.dataset.wide)) return;
    const name = frame.querySelector("caption [id]")?.id;
    frame.dataset.wide = isWide ? "yes" : "";
    if (isWide) {
      frame.tabIndex = 0;
      frame.setAttribute("role", "region");
      if (name) frame.setAttribute("aria-labelledby", name);
    } else {
      ["tabindex", "role", "aria-labelledby"].forEach((one) => frame.removeAttribute(one));
    }
  });
}

export function startPage() {
  reachWideTables();
  addEventListener("resize", () => reachWideTables());
  document.addEventListener("toggle", () => reachWideTables(), true); // a table that was folded away has no width
  showPrintButtons();
  leadErrorLinks();
  countWriting();
  closeMenus();
  focusFirst();
}
