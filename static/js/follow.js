// A part of a page that follows what goes on behind it:
//   <div data-follow="2"> … </div>
// asks its own page every two seconds, with the header X-Follow, for what it should hold now. The answer 204 says that
// it has come to an end: then the whole page is loaded again.

export function followIn(root) {
  root.querySelectorAll("[data-follow]").forEach((part) => {
    const look = async () => {
      try {
        const response = await fetch(window.location.href, { headers: { "X-Follow": "yes" } });
        if (response.status === 204) {
          window.location.reload();
          return;
        }
        if (response.ok) part.innerHTML = await response.text();
      } catch {
        // the network is gone for a moment; the next look may find it
      }
      window.setTimeout(look, Number(part.dataset.follow) * 1000);
    };
    window.setTimeout(look, Number(part.dataset.follow) * 1000);
  });
}
