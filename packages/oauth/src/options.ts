import type { IncomingHttpHeaders } from "node:http";
import type { Clock, Scope } from "@heliometer/core";
import type { Database } from "@heliometer/db";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { JWKS } from "oidc-provider";
import type { ClientDocuments } from "./documents/advertise.ts";
import type { Network } from "./documents/network.ts";
import type { RedirectPolicy } from "./registration/redirects.ts";
import type { AuthorizationStep } from "./steps.ts";

/** What the error page shows; the texts are plain, the renderer escapes them. */
export interface ErrorPage {
  /** HTTP status that the page is sent with. */
  status: number;
  title: string;
  message: string;
  /** To be quoted to an operator, who finds the same id in the log. */
  requestId: string;
  /** Of the request: they say which language its reader understands. */
  headers: IncomingHttpHeaders;
}

/** Everything the authorization server is handed. */
export interface OauthOptions {
  db: Database;
  clock: Clock;
  /** The address that people and clients use; the issuer is its origin. */
  publicUrl: URL;
  /** The first signs, all verify. The list may change while the server runs. */
  cookieKeys: string[];
  /** ES256 key set; see `newSigningKeys`. Keys that are added while the server runs are published and do not sign yet. */
  signingKeys: JWKS;
  /** Seals client secrets at rest. */
  secretKey: string;
  /** Path of the page for one interaction, such as `/connect/UID`; POST routes have to live at or below it. */
  interactionPath: (uid: string) => string;
  /** Called once for each step of an authorization; never given a token, code, verifier or secret. */
  onEvent: (step: AuthorizationStep) => void;
  /** The error page as HTML; a plain page by default. */
  renderErrorPage?: (page: ErrorPage) => string;
  /** 300…86,400; by default 24 hours, because hosted assistants do not refresh inside a running chat. */
  accessTokenTtlSeconds?: number;
  /** Registrations per address (IPv6: per /64) and hour; 20 by default. */
  registrationsPerHour?: number;
  /** Where apps may return to; any https host, loopback and the schemes of known editors by default. */
  redirectPolicy?: RedirectPolicy;
  /** Whether a `client_id` may be the address of a document; `off` by default. */
  clientDocuments?: ClientDocuments;
  /** The outside network; this machine's by default. */
  network?: Network;
}

/** What a client asks for while its person is at our pages. */
export interface InteractionDetails {
  uid: string;
  /** `login`: the authorization server does not know yet who is here; `consent`: it waits for a yes or a no. */
  step: "login" | "consent";
  client: {
    id: string;
    /** The product's own name when `isVerified`; else chosen by the client itself, so no proof of who it is. */
    name: string;
    redirectHost: string;
    redirectUri: string;
    /** Loopback or custom scheme: an app on the person's own computer. */
    isLocalApp: boolean;
    /** The redirect host belongs to a known product. Never so for an app on the person's own computer. */
    isVerified: boolean;
    /** Host of the document that a `client_id` in URL form names; null for a client that registered itself. */
    documentHost: string | null;
  };
  scopes: Scope[];
  /** The part of `scopes` that the person may leave out: all but `analytics:read`. */
  optionalScopes: Scope[];
  /** The user that the authorization server has on record for this interaction. */
  boundUserId: string | null;
}

/** A person's yes. */
export interface Decision {
  userId: string;
  /** A subset of the requested scopes, at least one. */
  scopes: readonly Scope[];
  /** Projects of which the user is a member, at least one. */
  projectIds: readonly string[];
}

/** How pages take part in an authorization. The routes need a `:uid` parameter. Every method works for one browser. */
export interface Interactions {
  /** @throws NotFound when the interaction has expired, or cookie and URL name different ones. */
  details(request: FastifyRequest, reply: FastifyReply): Promise<InteractionDetails>;
  /**
   * Stores the yes and returns where the browser goes next: to the client, or back to the sign-in step when the
   * authorization server has another user on record.
   * @throws NotFound, InvalidInput (no scope, no project)
   */
  grant(request: FastifyRequest, reply: FastifyReply, decision: Decision): Promise<string>;
  /** Stores the no and returns where the browser goes next. @throws NotFound */
  deny(request: FastifyRequest, reply: FastifyReply): Promise<string>;
  /** Says who signed in, also when it is somebody else than before; returns where the browser goes next. @throws NotFound */
  signedIn(request: FastifyRequest, reply: FastifyReply, who: { userId: string }): Promise<string>;
}
