import { NotFound } from "@heliometer/core";
import type { InteractionDetails, Interactions } from "../interactions.ts";
import { parameter } from "../visit.ts";

/** One authorization under way, and what the pages said to it. */
export interface RecordingInteractions extends Interactions {
  /** What `details` answers; null when the authorization has expired. */
  current: InteractionDetails | null;
  granted: { userId: string; scopes: readonly string[]; projectIds: readonly string[] }[];
  denied: number;
  signedInAs: string[];
}

/** An authorization server's side of the consent page, as far as the page can see it. */
export function createRecordingInteractions(): RecordingInteractions {
  const interactions: RecordingInteractions = {
    current: null,
    granted: [],
    denied: 0,
    signedInAs: [],
    details: async (request) => {
      if (interactions.current?.uid !== parameter(request, "uid")) throw new NotFound("No such interaction.");
      return interactions.current;
    },
    grant: async (_request, _reply, decision) => {
      interactions.granted.push(decision);
      return "https://assistant.example/callback?code=abc";
    },
    deny: async () => {
      interactions.denied += 1;
      return "https://assistant.example/callback?error=access_denied";
    },
    signedIn: async (_request, _reply, { userId }) => {
      interactions.signedInAs.push(userId);
      if (interactions.current) Object.assign(interactions.current, { step: "consent", boundUserId: userId });
      return `/connect/${interactions.current?.uid}`;
    },
  };
  return interactions;
}

/** A client that asks for consent. */
export function clientAsking(changes: Partial<InteractionDetails> = {}): InteractionDetails {
  return {
    uid: "uid-1",
    step: "consent",
    client: {
      id: "client-1",
      name: "Claude",
      redirectHost: "claude.ai",
      redirectUri: "https://claude.ai/api/mcp/auth_callback",
      isLocalApp: false,
      isVerified: false,
      documentHost: null,
    },
    scopes: ["analytics:read", "revenue:read"],
    optionalScopes: ["revenue:read", "customers:read"],
    boundUserId: null,
    ...changes,
  };
}
