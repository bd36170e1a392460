// "Listen": the browser reads the question and its answers aloud. The button shows itself only where the browser has
// a voice for the page's language that speaks on this very device: nothing is sent anywhere to be spoken.

const SPOKEN = "h1, legend, p, .govuk-hint, .govuk-radios__label";
// Voices for Panjabi read Gurmukhi, unless they come from where Shahmukhi is written.
const SCRIPTS = { "pa-arab": /^pa-(arab|pk)/ };

export function offerListening(root = document) {
  const button = root.querySelector("[data-listen]");
  const speech = window.speechSynthesis;
  if (!button || !speech) return;
  const words = button.textContent;
  const offer = () => (button.hidden = !voiceFor(document.documentElement.lang));
  const rest = () => {
    button.textContent = words;
    button.setAttribute("aria-pressed", "false");
  };
  speech.cancel();
  speech.onvoiceschanged = offer;
  offer();
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-pressed") === "true") {
      speech.cancel();
      rest();
      return;
    }
    const pieces = piecesOf(root.querySelector("[data-read]"));
    pieces.forEach((piece, number) => {
      const spoken = new SpeechSynthesisUtterance(piece);
      spoken.voice = voiceFor(document.documentElement.lang);
      spoken.lang = document.documentElement.lang;
      spoken.rate = 0.9;
      if (number === pieces.length - 1) spoken.onend = rest;
      speech.speak(spoken);
    });
    button.textContent = button.dataset.stop;
    button.setAttribute("aria-pressed", "true");
  });
}

export function stopListening() {
  window.speechSynthesis?.cancel();
}

function piecesOf(text) {
  const all = [...text.querySelectorAll(SPOKEN)];
  const outermost = all.filter((one) => !one.parentElement.closest(SPOKEN) || !text.contains(one.parentElement.closest(SPOKEN)));
  return outermost.map((one) => one.textContent.replace(/\s+/g, " ").trim()).filter(Boolean);
}

function voiceFor(language) {
  const wanted = language.toLowerCase();
  const fits = SCRIPTS[wanted] || new RegExp(`^${wanted.split("-")[0]}(-|$)`);
  const here = window.speechSynthesis.getVoices().filter((voice) => voice.localService);
  const tagOf = (voice) => voice.lang.toLowerCase().replace("_", "-");
  return here.find((voice) => tagOf(voice) === wanted) || here.find((voice) => fits.test(tagOf(voice)));
}
