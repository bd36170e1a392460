// Survey pages: no more than they need.
import { sendOnce, startPage } from "./page.js";
import { forgetPages, keepAnswers } from "./keep.js";
import { sayWhatWorks, startExit } from "./exit.js";
import { offerListening, stopListening } from "./listen.js";
import { forgetEverything, offerToKeep } from "./phone.js";
import { mindTheTablet } from "./tablet.js";
import { takeCode } from "./code.js";
import { offerToCopy } from "./copy.js";
import { forgetSlip, makeSlip } from "./slip.js";
import { leaveWhole, startWhole } from "./whole.js";

function enliven() {
  startWhole();
  sendOnce();
  startPage();
  offerListening();
  offerToKeep();
  makeSlip();
  offerToCopy();
  mindTheTablet();
  sayWhatWorks();
}

startExit(() => {
  stopListening();
  forgetPages();
  leaveWhole();
  forgetSlip();
  forgetEverything();
});
window.addEventListener("pagehide", stopListening);
keepAnswers(enliven);
enliven();
takeCode();
