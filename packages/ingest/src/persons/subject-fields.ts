import type { Subject } from "@heliometer/db";
import { z } from "zod";
import { isObject } from "../body.ts";
import { readProperties } from "../events/properties.ts";
import { EMAIL_CHARACTERS_MAX, USER_ID_CHARACTERS_MAX } from "../limits.ts";

const USER_ID_RULE = `must be a text of 1 to ${USER_ID_CHARACTERS_MAX} characters, or a number.`;
const EMAIL_RULE = `must be an e-mail address of at most ${EMAIL_CHARACTERS_MAX} characters.`;

/** A site's own id of a user. Many sites number theirs. */
export const userId = z
  .union([z.string(), z.number()], USER_ID_RULE)
  .transform((id) => String(id).trim())
  .pipe(z.string().min(1, USER_ID_RULE).max(USER_ID_CHARACTERS_MAX, USER_ID_RULE))
  .nullish();

export const email = z
  .string(EMAIL_RULE)
  .trim()
  .max(EMAIL_CHARACTERS_MAX, EMAIL_RULE)
  .pipe(z.email(EMAIL_RULE))
  .nullish();

/** A person's name is read and not kept: nothing shows it, and what is not there cannot leak. */
export const name = z.string("must be a text.").nullish();

export const traits = z.unknown().optional().transform(readProperties);

/**
 * Who a page view or event says that its visitor is. It rides along, so that what cannot be read of it is left out: it
 * is no reason to lose the event.
 */
export function readRidingSubject(value: unknown): Subject | null {
  if (!isObject(value)) return null;
  const user = userId.safeParse(value.userId).data;
  const address = email.safeParse(value.email).data;
  if (!user && !address) return null;
  return { ...(user && { userId: user }), ...(address && { email: address }) };
}
