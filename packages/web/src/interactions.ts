import type { Scope } from "@heliometer/core";
import type { FastifyReply, FastifyRequest } from "fastify";

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
  scopes: readonly Scope[];
  /** The part of `scopes` that the person may leave out. */
  optionalScopes: readonly Scope[];
  /** The user that the authorization server has on record for this interaction. */
  boundUserId: string | null;
}

/** What the pages need of an authorization server; the app joins the two. Every method returns or follows one browser. */
export interface Interactions {
  /** @throws NotFound when the interaction has expired, or belongs to another browser. */
  details(request: FastifyRequest, reply: FastifyReply): Promise<InteractionDetails>;
  /** Stores the yes; returns where the browser goes next. */
  grant(
    request: FastifyRequest,
    reply: FastifyReply,
    decision: { userId: string; scopes: readonly Scope[]; projectIds: readonly string[] },
  ): Promise<string>;
  /** Stores the no; returns where the browser goes next. */
  deny(request: FastifyRequest, reply: FastifyReply): Promise<string>;
  /** Says who signed in, also when it is somebody else than before; returns where the browser goes next. */
  signedIn(request: FastifyRequest, reply: FastifyReply, who: { userId: string }): Promise<string>;
}
