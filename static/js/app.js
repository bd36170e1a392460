// Signed-in pages.
import { sendOnce, startPage } from "./page.js";
import { startAutosave } from "./autosave.js";
import { startExit } from "./exit.js";

startAutosave();
startExit();
sendOnce();
startPage();
