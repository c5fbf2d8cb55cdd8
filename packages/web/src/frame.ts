import type { SignedInUser } from "@heliometer/accounts";
import type { Format } from "./format.ts";
import type { Text } from "./text/en.ts";

/** What every page needs besides its own data. */
export interface Frame {
  text: Text;
  format: Format;
  /** Null on pages for people who are not signed in. */
  user: SignedInUser | null;
  /** The token of forms that change something of the session's user; empty without a session. */
  formToken: string;
}
