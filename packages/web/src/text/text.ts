import type { en } from "./en/text.ts";

/** The shape of every language: what English says, all the others have to say. */
export type Text = typeof en;
