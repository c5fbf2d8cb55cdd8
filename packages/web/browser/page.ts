// On every page of a session: buttons that copy, menus that close when one looks elsewhere, and one's own time zone.
import { addCopyButtons } from "./copy.ts";
import { closeMenus } from "./menus.ts";
import { chooseOwnZone } from "./zone.ts";

addCopyButtons(document);
closeMenus();
chooseOwnZone();
