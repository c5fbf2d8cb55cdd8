import { randomUUID } from "node:crypto";
import type {
  OAuthClientInformationMixed,
  OAuthClientMetadata,
  OAuthClientProvider,
  OAuthTokens,
} from "@modelcontextprotocol/client";

/** An assistant's side of OAuth, kept in memory: it remembers what it would store, and where it sent the person. */
export class RecordingProvider implements OAuthClientProvider {
  readonly redirectUrl: string;
  /** The address that the person's browser is sent to. */
  authorizationUrl: URL | null = null;
  readonly sentState = randomUUID();
  savedTokens: OAuthTokens | undefined;
  savedClient: OAuthClientInformationMixed | undefined;
  readonly clientName: string;
  readonly authMethod: string;
  private verifier = "";

  constructor(redirectUrl: string, clientName: string, authMethod = "none") {
    this.redirectUrl = redirectUrl;
    this.clientName = clientName;
    this.authMethod = authMethod;
  }

  get clientMetadata(): OAuthClientMetadata {
    return {
      client_name: this.clientName,
      redirect_uris: [this.redirectUrl],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: this.authMethod,
    };
  }

  state(): string {
    return this.sentState;
  }

  clientInformation(): OAuthClientInformationMixed | undefined {
    return this.savedClient;
  }

  saveClientInformation(information: OAuthClientInformationMixed): void {
    this.savedClient = information;
  }

  tokens(): OAuthTokens | undefined {
    return this.savedTokens;
  }

  saveTokens(tokens: OAuthTokens): void {
    this.savedTokens = tokens;
  }

  /** What the server has refused is forgotten. */
  invalidateCredentials(scope: "all" | "client" | "tokens" | "verifier" | "discovery"): void {
    if (scope === "all" || scope === "client") this.savedClient = undefined;
    if (scope === "all" || scope === "tokens") this.savedTokens = undefined;
    if (scope === "all" || scope === "verifier") this.verifier = "";
  }

  redirectToAuthorization(url: URL): void {
    this.authorizationUrl = url;
  }

  saveCodeVerifier(verifier: string): void {
    this.verifier = verifier;
  }

  codeVerifier(): string {
    return this.verifier;
  }
}
