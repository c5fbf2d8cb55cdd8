import type { SignedInUser } from "@heliometer/accounts";
import type { Speech } from "./language.ts";

/** What every page needs besides its own data. */
export interface Frame extends Speech {
  /** Where the page is, to come back to it after another language was chosen. */
  path: string;
  /** Null on pages for people who are not signed in. */
  user: SignedInUser | null;
  /** The token of forms that change something of the session's user; empty without a session. */
  formToken: string;
}
