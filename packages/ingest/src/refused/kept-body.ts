const BODY_BYTES_MAX = 16_384;
const NUL = /\0/g;
/**
 * Pages that report errors write their agent into the body, and those that say who somebody is the name and the address.
 * They are kept nowhere else, and not here either.
 */
const PERSONAL = /("(?:user_?agent|e-?mail|name)"\s*:\s*")(?:[^"\\]|\\.)*("?)/gi;

/** A body as it may be kept. `isWhole`: nothing was cut or replaced that would matter when it is sent again. */
export interface KeptBody {
  readonly body: string;
  readonly isWhole: boolean;
}

/** The text of a body, cut where it is long, with what is personal taken out; bytes that are no text are replaced. */
export function keepBody(body: unknown): KeptBody {
  if (!Buffer.isBuffer(body)) return { body: "", isWhole: false };
  const text = body.toString("utf8", 0, BODY_BYTES_MAX);
  const isText = body.length <= BODY_BYTES_MAX && !text.includes("\0") && Buffer.from(text).equals(body);
  return { body: text.replace(NUL, "\u2400").replace(PERSONAL, "$1$2"), isWhole: isText };
}
