// The skeleton of a page: all that axe's opinion of it can hang on, and none of its words. Two pages of one skeleton
// are one to axe. Siblings that are alike count as "several", however many there are.
() => {
  // Whether these say something matters, and not what; of landmarks also what, since no two may be called the same.
  const WORDS = new Set(["alt", "title", "aria-label", "placeholder", "value", "label", "aria-valuetext", "aria-description"]);
  const POINTERS = new Set(["for", "headers", "list", "form", "aria-labelledby", "aria-describedby", "aria-controls",
    "aria-owns", "aria-activedescendant", "aria-details", "aria-errormessage", "aria-flowto"]);
  const PLACES = new Set(["src", "srcset", "action", "formaction", "d", "points", "transform", "viewBox", "x", "y", "x1",
    "x2", "y1", "y2", "cx", "cy", "r", "dx", "dy", "nonce", "name", "datetime", "cite"]);
  const LANDMARKS = "main, nav, aside, header, footer, section, form, [role]";
  const TARGETS = "a[href], button, input, select, textarea, summary, [tabindex]";
  const times = new Map();
  for (const { id } of document.querySelectorAll("[id]")) times.set(id, (times.get(id) || 0) + 1);

  // A small target is a fault where the circle of 24 pixels around it meets another target or another's circle.
  const targets = [...document.querySelectorAll(TARGETS)].map((element) => [element, element.getBoundingClientRect()]);
  const isSmall = ({ width, height }) => width < 24 || height < 24;
  const middle = ({ left, top, width, height }) => [left + width / 2, top + height / 2];
  const isCrowded = (element, box) => targets.some(([other, its]) => {
    if (other === element || !its.width || !its.height) return false;
    const [x, y] = middle(box);
    const [itsX, itsY] = isSmall(its) ? middle(its) :
      [Math.min(Math.max(x, its.left), its.right), Math.min(Math.max(y, its.top), its.bottom)];
    return Math.hypot(x - itsX, y - itsY) < (isSmall(its) ? 24 : 12);
  });

  const pointed = (ids) => ids.split(/\s+/).filter(Boolean).map((id) => {
    const target = document.getElementById(id);
    return target ? `${target.localName}.${target.className}.${target.textContent.trim() ? "says" : "silent"}` : "nowhere";
  }).join();

  function attribute({ name, value }, element) {
    if (name === "id") return times.get(value) > 1 ? "id=double" : "";
    if (POINTERS.has(name)) return `${name}=>${pointed(value)}`;
    if (name === "href") return value.startsWith("#") ? `href=>${pointed(value.slice(1))}` :
      element.localName === "link" ? `href=${value}` : "href";
    if (WORDS.has(name)) return `${name}:${element.matches(LANDMARKS) ? value : value.trim() ? "says" : "silent"}`;
    const isShape = element.ownerSVGElement && (name === "width" || name === "height");
    if (PLACES.has(name) || isShape || name.startsWith("data-")) return name;
    return `${name}=${value}`; // class, role, type, lang, hidden, scope, style, aria-expanded, ...
  }

  // What scripts and layout add: ticked, in focus, a small target, more inside than can be seen.
  function state(element) {
    const said = [];
    if (element.checked) said.push("checked");
    if (element.disabled) said.push("disabled");
    if (element === document.activeElement) said.push("focus");
    const style = getComputedStyle(element);
    if (/auto|scroll/.test(style.overflow)) {
      if (element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight) said.push("scrolls");
    }
    if (style.display === "none" || style.visibility === "hidden") said.push("unseen");
    if (element.matches(TARGETS)) {
      const box = element.getBoundingClientRect();
      if (isSmall(box)) said.push(isCrowded(element, box) ? "crowded" : "small");
    }
    return said.join();
  }

  function bones(element) {
    const own = [...element.attributes].map((one) => attribute(one, element)).filter(Boolean).sort();
    const inside = [];
    if (element.localName === "style") inside.push(element.textContent);
    else if (element.localName !== "script") {
      for (const child of element.childNodes) {
        const one = child.nodeType === 1 ? bones(child) : child.nodeType === 3 && child.data.trim() ? "words" : "";
        if (!one) continue;
        if (inside.at(-1) === one) inside.push("several");
        else if (!(inside.at(-1) === "several" && inside.at(-2) === one)) inside.push(one);
      }
    }
    if (element.localName === "title" && !inside.length) return "<title silent>";
    return `<${element.localName} ${own.join(" ")} ${state(element)}>${inside.join("")}</>`;
  }

  const asked = ["print", "(forced-colors: active)", "(prefers-color-scheme: dark)", "(prefers-contrast: more)"];
  return [innerWidth, ...asked.map((query) => matchMedia(query).matches), bones(document.documentElement)].join("|");
}
