// Signed-in pages.
import { sendOnce, startPage } from "./page.js";
import { startHolding } from "./hold.js";
import { startAutosave } from "./autosave.js";
import { startExit } from "./exit.js";
import { followIn } from "./follow.js";

startHolding(); // first: it looks at whether a form may go before anything else does
startAutosave();
startExit();
sendOnce();
startPage();
followIn(document);
