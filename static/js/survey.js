// Survey pages: no more than they need.
import { sendOnce, startPage } from "./page.js";
import { keepAnswers } from "./keep.js";
import { startExit } from "./exit.js";

function enliven() {
  sendOnce();
  startPage();
}

startExit();
keepAnswers(enliven);
enliven();
