import {
  authenticateSession,
  findProject,
  type ProjectDetails,
  type SealingContext,
  type SignedInUser,
} from "@heliometer/accounts";
import { Forbidden, NotFound, type Role, roleAtLeast, Unauthenticated } from "@heliometer/core";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Frame } from "./frame.ts";
import type { Html } from "./html.ts";
import { pageOf } from "./page-of.ts";
import { ProjectGone } from "./security/project-gone.ts";
import { isSameOrigin } from "./security/same-origin.ts";
import { StaleForm } from "./security/stale-form.ts";
import { type SentPage, sendPage } from "./send-page.ts";
import type { Web } from "./web.ts";

/** One request of a signed-in person. */
export interface Visit {
  request: FastifyRequest;
  reply: FastifyReply;
  frame: Frame & { user: SignedInUser };
  /** In the person's name. */
  accounts: SealingContext;
  /** The posted form; empty for a page that is only looked at. */
  form: URLSearchParams;
}

/** A visit to a project that the person is a member of. */
export interface ProjectVisit extends Visit {
  project: ProjectDetails;
}

/** A file that the browser keeps under its name. */
interface Download {
  download: string;
  type: string;
  content: string;
}

/** What a route answers: a page, a piece of one, a file, or where the browser goes next. */
export type Result = SentPage | { fragment: Html } | Download | { redirect: string };

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/**
 * A route for people who are signed in; others are sent to sign in and back. Refuses a posted form that is not of this
 * session, unless `checksForm` says that the route does so itself.
 */
export function signedIn(web: Web, run: (visit: Visit) => Promise<Result>, { checksForm = false } = {}): Handler {
  return async (request, reply) => {
    const user = await readUser(web, request);
    if (!user) return askToSignIn(request, reply);
    const visit = createVisit(web, { request, reply, user });
    if (request.method === "POST" && !checksForm) requireOwnForm(web, visit, { purpose: "session" });
    return sendResult(visit, await run(visit));
  };
}

/** A route of a project. Someone else's project and one that does not exist get the same answer. */
export function inProject(web: Web, needed: Role, run: (visit: ProjectVisit) => Promise<Result>): Handler {
  return signedIn(web, async (visit) => {
    const project = await openProject(visit);
    if (!roleAtLeast(project.role, needed)) {
      const { text } = visit.frame;
      throw new Forbidden(text.errors.needsRole(text.projects.role[needed], text.projects.role[project.role]));
    }
    return run({ ...visit, project });
  });
}

async function openProject({ accounts, request }: Visit): Promise<ProjectDetails> {
  try {
    return await findProject(accounts, { projectId: parameter(request, "projectId") });
  } catch (error) {
    throw error instanceof NotFound ? new ProjectGone(error.message) : error;
  }
}

/** The person behind the session cookie at this moment. */
export async function readUser(web: Web, request: FastifyRequest): Promise<SignedInUser | null> {
  const secret = web.cookies.readSession(request);
  return secret === null ? null : authenticateSession(web, secret);
}

function createVisit(
  web: Web,
  { request, reply, user }: { request: FastifyRequest; reply: FastifyReply; user: SignedInUser },
): Visit {
  const formToken = web.tokens.sign({ purpose: "session", holder: user.sessionId });
  return {
    request,
    reply,
    frame: { ...web.speech(request.headers), path: pageOf(request), user, formToken },
    accounts: {
      db: web.db,
      clock: web.clock,
      ...(web.passwordCost && { passwordCost: web.passwordCost }),
      secretKey: web.secretKey,
      actor: { kind: "user", userId: user.userId, sessionId: user.sessionId },
    },
    form: readForm(request),
  };
}

/** @throws StaleForm when the form is not one that we gave to this session. */
export function requireOwnForm(
  web: Web,
  { request, form, frame }: Visit,
  bound: { purpose: "session" | "consent"; interaction?: string },
): void {
  const isOwn = web.tokens.matches({ ...bound, holder: frame.user.sessionId }, form.get("token"));
  if (!isOwn || !isSameOrigin(request.headers, web.origin)) throw new StaleForm();
}

/** Sends a page or a redirect after a visit. */
export function sendResult(
  { request, reply, frame }: { request: FastifyRequest; reply: FastifyReply; frame: Frame },
  result: Result,
): FastifyReply {
  if ("redirect" in result) return reply.redirect(result.redirect, 303);
  if ("download" in result) {
    reply.header("content-disposition", `attachment; filename="${result.download}"`);
    return reply.type(result.type).send(result.content);
  }
  if ("fragment" in result) return reply.type("text/html; charset=utf-8").send(String(result.fragment));
  return sendPage({ request, reply, frame }, result);
}

/** The fields of a posted form; empty when nothing was posted. */
export function readForm(request: FastifyRequest): URLSearchParams {
  return request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
}

/** A part of the path. */
export function parameter(request: FastifyRequest, name: string): string {
  return String((request.params as Readonly<Record<string, unknown>>)[name] ?? "");
}

/** A field of the query string; null when it is absent or stands more than once. */
export function queryField(request: FastifyRequest, name: string): string | null {
  const value = (request.query as Readonly<Record<string, unknown>>)[name];
  return typeof value === "string" ? value : null;
}

/** Where a list goes on that begins with the newest: behind the last row of the page before; nothing on the first page. */
export function pagePlace(request: FastifyRequest): { before?: { at: number; id: string } } {
  const [at, id] = [Number(queryField(request, "at") ?? Number.NaN), queryField(request, "id")];
  return Number.isFinite(at) && id ? { before: { at, id } } : {};
}

function askToSignIn(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (request.method === "POST") throw new Unauthenticated();
  return reply.redirect(`/sign-in?${new URLSearchParams({ next: request.url })}`, 303);
}
