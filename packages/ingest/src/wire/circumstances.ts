import { z } from "zod";
import { NOWHERE } from "../enrich/geo.ts";
import { readLanguage } from "../enrich/language.ts";
import type { Received } from "./door.ts";

/**
 * What the door has learnt of a request beside its body, as it is kept with a refused event: no address and no agent, only
 * what follows from them. `visitor` is the id that the visitor has where the body names none.
 */
const Circumstances = z.object({
  device: z.string(),
  browser: z.string(),
  os: z.string(),
  language: z.string(),
  origin: z.string(),
  visitor: z.string(),
  place: z.object({ country: z.string(), region: z.string(), city: z.string() }).default(NOWHERE),
  isNameless: z.boolean().default(false),
});
export type Circumstances = z.infer<typeof Circumstances>;

/** What is kept of a request. */
export function circumstancesOf(
  received: Pick<Received, "agent" | "acceptLanguage" | "origin" | "place" | "isNameless">,
  visitor: string,
): Circumstances {
  const { agent, acceptLanguage, origin, place, isNameless } = received;
  const { device, browser, os } = agent;
  const language = readLanguage("", acceptLanguage);
  return { device, browser, os, language, origin: origin ?? "", visitor, place, isNameless };
}

/** Kept circumstances as if the request had just come. */
export function fromCircumstances(text: string) {
  const { device, browser, os, language, origin, visitor, place, isNameless } = Circumstances.parse(JSON.parse(text));
  return {
    visitor,
    facts: {
      agent: { device, browser, os, bot: null },
      acceptLanguage: language || undefined,
      origin: origin || undefined,
      address: "",
      userAgent: "",
      place,
      isNameless,
    },
  };
}
