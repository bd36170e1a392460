// Signed-in pages.
import { sendOnce, startPage } from "./page.js";
import { offerToCopy } from "./copy.js";
import { startHolding } from "./hold.js";
import { startAutosave } from "./autosave.js";
import { startExit } from "./exit.js";
import { followIn } from "./follow.js";
import { startPasskeys } from "./passkey.js";
import { startShortcuts } from "./shortcuts.js";

startPasskeys(); // before all: its forms go when the device has answered
startHolding(); // first: it looks at whether a form may go before anything else does
startAutosave();
startExit();
sendOnce();
startPage();
followIn(document);
startShortcuts();
offerToCopy();
