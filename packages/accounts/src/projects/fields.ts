import { domainToASCII } from "node:url";
import { z } from "zod";
import { Name } from "../input.ts";

const DOMAINS_MAX = 50;
const HOST_CHARACTERS_MAX = 253;
const HOST_LABEL = "[a-z0-9_](?:[a-z0-9-]{0,61}[a-z0-9])?";
const HOST = new RegExp(`^${HOST_LABEL}(?:\\.${HOST_LABEL})*$`);
const DAYS_PER_WEEK = 7;

/** A host name without scheme, port or path; international names become their ASCII form. */
const Domain = z
  .string("must be a host name.")
  .trim()
  .toLowerCase()
  .transform((text) => (/^[^\s:/?#@\\%]+$/.test(text) ? domainToASCII(text) : ""))
  .refine(
    (host) => host.length <= HOST_CHARACTERS_MAX && HOST.test(host),
    "must be a host name without scheme, port or path.",
  );

const Domains = z
  .array(Domain, "must be a list of host names.")
  .max(DOMAINS_MAX, `must name at most ${DOMAINS_MAX} hosts.`)
  .transform((hosts) => [...new Set(hosts)]);

/** A name of the IANA time zone database. Offsets are none: a project's days follow its summer time. */
const TimeZone = z.string("must be a time zone.").transform((text, check) => {
  const zone = findTimeZone(text.trim());
  if (zone) return zone;
  check.issues.push({
    code: "custom",
    input: text,
    message: "must be a time zone of the IANA database, a region and a city.",
  });
  return z.NEVER;
});

/** An ISO 4217 code that the runtime knows. */
const Currency = z
  .string("must be a currency code.")
  .trim()
  .toUpperCase()
  .refine(
    (code) => Intl.supportedValuesOf("currency").includes(code),
    "must be a three-letter ISO 4217 currency code.",
  );

/** 1 Monday … 7 Sunday (ISO 8601). */
const WeekStart = z
  .int("must be a whole number from 1 (Monday) to 7 (Sunday).")
  .min(1, "must be a whole number from 1 (Monday) to 7 (Sunday).")
  .max(DAYS_PER_WEEK, "must be a whole number from 1 (Monday) to 7 (Sunday).");

/** The fields of a project that a person sets. */
export const PROJECT_FIELDS = {
  name: Name,
  domains: Domains,
  timezone: TimeZone,
  currency: Currency,
  weekStart: WeekStart,
  mcpEnabled: z.boolean("must be true or false."),
} as const;

function findTimeZone(text: string): string | null {
  if (!/^[a-z][\w/+-]*$/i.test(text)) return null;
  try {
    // Engines compare zone names letter by letter; the runtime accepts any case. The listed spelling is kept.
    const { timeZone } = new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions();
    return timeZone.toLowerCase() === text.toLowerCase() ? timeZone : text;
  } catch {
    return null;
  }
}
