// A single-use code that came after the `#` of an address, where no server sees it: taken out of the address bar
// before anybody looks, and posted.

import { codeInTab } from "./tab.js";

const CODE = /^[a-z0-9-]{20,80}$/i; // nothing else that stands after a `#` here is as long

export function takeCode() {
  const form = document.querySelector("form[data-code-form]");
  if (!form) return;
  const take = () => {
    const typed = decodeURIComponent(location.hash.slice(1));
    // Or the one with which this tab had begun, where its page was loaded again. Whoever opens this page anew may be
    // somebody else, and types their own.
    const code = CODE.test(typed) ? typed : history.state?.step && codeInTab();
    if (!code || document.querySelector(".govuk-error-summary")) return;
    if (code !== typed) beginWith(form);
    history.replaceState(null, "", location.pathname + location.search);
    form.elements.code.value = code;
    form.requestSubmit();
  };
  window.addEventListener("hashchange", take);
  take();
}

function beginWith(form) {
  const go = document.createElement("input");
  Object.assign(go, { type: "hidden", name: "go", value: "begin" });
  form.append(go);
}
