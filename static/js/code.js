// A single-use code that came after the `#` of an address, where no server sees it: taken out of the address bar
// before anybody looks, and posted.

export function takeCode() {
  const form = document.querySelector("form[data-code-form]");
  if (!form) return;
  const take = () => {
    const code = decodeURIComponent(location.hash.slice(1));
    if (!code) return;
    history.replaceState(null, "", location.pathname + location.search);
    form.elements.code.value = code;
    form.requestSubmit();
  };
  window.addEventListener("hashchange", take);
  take();
}
