// "Copy": puts what an element says on the clipboard, and says so. Without a script there is no button, and the text can
// be selected by hand.

async function toClipboard(text, source) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Not on a page without https, nor where the browser asks and is refused: the old way, which selects it at least.
    getSelection().selectAllChildren(source);
    return document.execCommand("copy");
  }
}

export function offerToCopy(root = document) {
  root.querySelectorAll("[data-copy]").forEach((button) => {
    const source = document.getElementById(button.dataset.copy);
    if (!source) return;
    const said = button.parentElement.querySelector("[data-copied]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      said.textContent = "";
      if (await toClipboard(source.textContent.trim(), source)) said.textContent = button.dataset.done;
    });
  });
}
