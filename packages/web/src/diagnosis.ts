import type { Attempt, AttemptStep, ClientAttempts } from "@heliometer/accounts";
import type { Text } from "./text/text.ts";

/** An attempt in plain words: how it ended, and what a person can do about it. */
export interface Diagnosis {
  tone: "good" | "bad" | "quiet";
  sentence: string;
  /** Null where there is nothing to do. */
  next: string | null;
  /** The step that decided it, with what the server said. */
  decisive: AttemptStep | null;
}

/** Says how an attempt ended. `app` is the client as it is called; `mcpUrl` the one address to enter. */
export function diagnose(
  { diagnosis: words }: Text,
  {
    attempt,
    client,
    mcpUrl,
  }: { attempt: Attempt; client: Pick<ClientAttempts, "clientName" | "redirectHost">; mcpUrl: string },
): Diagnosis {
  const app = client.clientName ?? words.unknownApp;
  const last = attempt.steps.at(-1) ?? null;
  if (last?.outcome === "refused") {
    const { why, next } = explain(words, last, { host: last.redirectHost ?? client.redirectHost, mcpUrl });
    return { tone: "bad", sentence: words.refused(app, why), next, decisive: last };
  }
  if (last?.outcome === "declined") {
    return { tone: "quiet", sentence: words.declined(app), next: words.declinedNext, decisive: last };
  }
  return { ...wentWell(words, app, last?.step), decisive: last };
}

function wentWell(
  words: Text["diagnosis"],
  app: string,
  step: AttemptStep["step"] | undefined,
): Omit<Diagnosis, "decisive"> {
  if (step === "token") return { tone: "good", sentence: words.connected(app), next: null };
  if (step === "refresh") return { tone: "good", sentence: words.renewed(app), next: null };
  if (step === "revoke") return { tone: "quiet", sentence: words.gaveBack(app), next: null };
  if (step === "consent") return { tone: "quiet", sentence: words.approved(app), next: words.approvedNext };
  if (step === "authorize") return { tone: "quiet", sentence: words.waiting(app), next: words.waitingNext };
  return { tone: "quiet", sentence: words.registered(app), next: null };
}

/** The error codes of OAuth (RFC 6749, 7591, 8707) in words; what a code means depends on the step. */
function explain(
  { refusedAt }: Text["diagnosis"],
  { step, reason }: AttemptStep,
  { host, mcpUrl }: { host: string | null; mcpUrl: string },
) {
  switch (reason) {
    case "invalid_redirect_uri":
      return step === "register" ? refusedAt.registeredAddress(host) : refusedAt.address(host);
    case "invalid_client":
    case "unauthorized_client":
      return refusedAt.client();
    case "invalid_grant":
      return step === "refresh" ? refusedAt.stored() : refusedAt.code();
    case "invalid_target":
      return refusedAt.resource(mcpUrl);
    case "invalid_client_metadata":
      return refusedAt.metadata();
    case "invalid_scope":
      return refusedAt.scope();
    case "temporarily_unavailable":
      return step === "register" ? refusedAt.tooMany() : refusedAt.fault();
    case "server_error":
      return refusedAt.fault();
    default:
      return refusedAt.request(reason ?? "invalid_request");
  }
}
