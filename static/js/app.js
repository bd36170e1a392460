// Signed-in pages.
import { sendOnce, startPage } from "./page.js";
import { offerToCopy } from "./copy.js";
import { startAutosave } from "./autosave.js";
import { startExit } from "./exit.js";
import { followIn } from "./follow.js";
import { startShortcuts } from "./shortcuts.js";

startAutosave();
startExit();
sendOnce();
startPage();
followIn(document);
startShortcuts();
offerToCopy();
