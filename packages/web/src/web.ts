import { createSpeech, type Speech, type SpeechHeaders } from "./language.ts";
import type { WebOptions } from "./options.ts";
import { createFormTokens, type FormTokens } from "./security/form-token.ts";
import { createSessionCookies, type SessionCookies } from "./session-cookies.ts";

/** What the routes share: the options, and what is made of them once. */
export interface Web extends WebOptions {
  /** Scheme, host and port, without a slash at the end. */
  origin: string;
  /** Where assistants connect. */
  mcpUrl: string;
  /** The words of a request, by its headers. */
  speech: (headers: SpeechHeaders) => Speech;
  tokens: FormTokens;
  cookies: SessionCookies;
}

/** Prepares the pages; opens nothing. */
export function createWeb(options: WebOptions): Web {
  const { origin } = options.publicUrl;
  return {
    ...options,
    origin,
    mcpUrl: `${origin}/api/v1/mcp`,
    speech: createSpeech(),
    tokens: createFormTokens(options.formSecrets),
    cookies: createSessionCookies(options),
  };
}
