// Builds what we serve, from what we write: `npm run build` fills static/dist/ in a few seconds.
//   scss/app.scss -> app.css and its right-to-left twin app.rtl.css; scss/answering.scss (survey pages), scss/paper.scss
//                    (what is printed)
//                    and scss/pack.scss (the board pack) likewise
//   js/*.js       -> app.js (signed-in pages), survey.js (survey pages) and room.js (phones in a team session), joined
//                    without a bundler
//   @fontsource   -> fonts/
//   images/       -> beside them: the icon, and door/ with the pictures of the front page (docs/take_screenshots.py)
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import rtlcss from "rtlcss";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "..", "node_modules");
const dist = join(here, "dist");

const FONTS = [
  "noto-sans/files/noto-sans-latin-400-normal.woff2",
  "noto-sans/files/noto-sans-latin-700-normal.woff2",
  "noto-sans/files/noto-sans-latin-ext-400-normal.woff2",
  "noto-sans/files/noto-sans-latin-ext-700-normal.woff2",
  "noto-naskh-arabic/files/noto-naskh-arabic-arabic-400-normal.woff2",
  "noto-naskh-arabic/files/noto-naskh-arabic-arabic-700-normal.woff2",
  "noto-sans-bengali/files/noto-sans-bengali-bengali-400-normal.woff2",
  "noto-sans-bengali/files/noto-sans-bengali-bengali-700-normal.woff2",
];

/** Join a module and all it imports from our own folder into one module, each once, imports first. */
function join_modules(name, seen = new Set()) {
  if (seen.has(name)) return "";
  seen.add(name);
  let before = "";
  const source = readFileSync(join(here, "js", name), "utf8")
    .replace(/^import .* from "\.\/(.+)";$/gm, (_, other) => {
      before += join_modules(other, seen);
      return "";
    })
    .replace(/^export (?=(async )?function|const|class)/gm, "");
  return `${before}\n// ${name}\n${source.trim()}\n`;
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(join(dist, "fonts"), { recursive: true });

for (const sheet of ["app", "answering", "paper", "pack"]) {
  const { css } = sass.compile(join(here, "scss", `${sheet}.scss`), {
    loadPaths: [modules],
    style: "compressed",
    quietDeps: true,
  });
  writeFileSync(join(dist, `${sheet}.css`), css);
  writeFileSync(join(dist, `${sheet}.rtl.css`), rtlcss.process(css));
}

for (const entry of ["app.js", "survey.js", "room.js"]) writeFileSync(join(dist, entry), join_modules(entry));
cpSync(join(here, "images"), dist, { recursive: true });
for (const font of FONTS) {
  copyFileSync(join(modules, "@fontsource", font), join(dist, "fonts", font.split("/").pop()));
}
