import { z } from "zod";
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
});
export type Circumstances = z.infer<typeof Circumstances>;

/** What is kept of a request. */
export function circumstancesOf(
  { agent, acceptLanguage, origin }: Pick<Received, "agent" | "acceptLanguage" | "origin">,
  visitor: string,
): Circumstances {
  const { device, browser, os } = agent;
  return { device, browser, os, language: readLanguage("", acceptLanguage), origin: origin ?? "", visitor };
}

/** Kept circumstances as if the request had just come. */
export function fromCircumstances(text: string) {
  const { device, browser, os, language, origin, visitor } = Circumstances.parse(JSON.parse(text));
  return {
    visitor,
    facts: {
      agent: { device, browser, os, bot: null },
      acceptLanguage: language || undefined,
      origin: origin || undefined,
      address: "",
      userAgent: "",
    },
  };
}
