// On every page of a session: buttons that copy, menus that close when one looks elsewhere, one's own time zone, and forms
// that are sent once.
import { addCopyButtons } from "./copy.ts";
import { closeMenus } from "./menus.ts";
import { sendOnce } from "./once.ts";
import { chooseOwnZone } from "./zone.ts";

addCopyButtons(document);
closeMenus();
chooseOwnZone();
sendOnce();
