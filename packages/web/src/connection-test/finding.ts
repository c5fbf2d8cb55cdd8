import type { Seen } from "./public-address.ts";

/** The steps of a client that connects, in their order. */
export const TEST_STEPS = ["address", "challenge", "resource", "server", "registration", "call"] as const;
export type TestStep = (typeof TEST_STEPS)[number];

/** What was found at fault, by its name among the texts, with what the sentence is about. */
export interface Finding {
  name:
    | "notHttps"
    | "unreachable"
    | "slow"
    | "certificate"
    | "redirected"
    | "toHttps"
    | "wrongHost"
    | "blocked"
    | "gateway"
    | "notPassed"
    | "somethingElse"
    | "open"
    | "challengeDropped"
    | "challengeElsewhere"
    | "documentMissing"
    | "documentDiffers"
    | "registrationClosed"
    | "credentialDropped"
    | "bodyCut"
    | "answerCut"
    | "tooManyCalls"
    | "instanceOff"
    | "projectOff"
    | "planTooLow"
    | "privilege"
    | "callFailed";
  /** An address, a host, a field: shown in the sentence. */
  about: string;
}

/** What came of one step. `said` is what the tool answered. */
export interface TestResult {
  step: TestStep;
  outcome: "good" | "bad" | "left_out";
  finding?: Finding;
  said?: string;
}

/** An answer as JSON; undefined when it is none. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A field of something that may be no object. */
export function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** What is wrong whatever was asked for: nothing came, or what stands in front of Heliometer answered. Null: nothing. */
export function commonFinding(seen: Seen, origin: string): Finding | null {
  if (seen.kind === "endless") return { name: "somethingElse", about: origin };
  if (seen.kind !== "answer") return { name: seen.kind, about: seen.detail };
  const { status, headers, text } = seen;
  const location = headers.get("location");
  if (status >= 300 && status < 400 && location !== null) return redirectFinding(location, origin);
  const reason = field(field(field(readJson(text), "error"), "data"), "reason");
  if (status === 403 && reason === "host") return { name: "wrongHost", about: new URL(origin).host };
  const isPage = (headers.get("content-type") ?? "").includes("text/html");
  if ((status === 502 || status === 504 || (status === 503 && isPage)) && reason === undefined) {
    return { name: "gateway", about: String(status) };
  }
  if (isPage && (status === 401 || status === 403 || status === 429)) return { name: "blocked", about: String(status) };
  if (isPage && status === 200) return { name: "somethingElse", about: origin };
  return null;
}

function redirectFinding(location: string, origin: string): Finding {
  const target = URL.canParse(location, origin) ? new URL(location, origin) : null;
  const from = new URL(origin);
  if (target?.protocol === "https:" && from.protocol === "http:" && target.hostname === from.hostname) {
    return { name: "toHttps", about: target.origin };
  }
  return { name: "redirected", about: target?.origin ?? location };
}
