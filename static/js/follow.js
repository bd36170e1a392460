// A part of a page that follows what goes on behind it:
//   <div id="preparing" data-follow="2"> … </div>
// is fetched anew every two seconds; when the page no longer has it, the whole page is loaded again.

export function followIn(root) {
  root.querySelectorAll("[data-follow]").forEach((part) => {
    const seconds = Number(part.dataset.follow);
    const look = async () => {
      try {
        const response = await fetch(window.location.href, { headers: { "X-Follow": "yes" } });
        const page = new DOMParser().parseFromString(await response.text(), "text/html");
        const now = page.getElementById(part.id);
        if (response.ok && !now) {
          window.location.reload();
          return;
        }
        if (now) part.replaceChildren(...now.children);
      } catch {
        // the network is gone for a moment; the next look may find it
      }
      window.setTimeout(look, seconds * 1000);
    };
    window.setTimeout(look, seconds * 1000);
  });
}
