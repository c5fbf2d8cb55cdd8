import { completeSetup, isUnused, requireSetup } from "@heliometer/accounts";
import { NotFound } from "@heliometer/core";
import type { FastifyInstance } from "fastify";
import { setupClosedPage, setupPage } from "../pages/setup.ts";
import { refusedWords } from "../refused.ts";
import { SetupGone } from "../security/setup-gone.ts";
import { browserOf, type Exchange, finishSignIn, requireSignedOutForm, showSignedOut } from "../signed-out.ts";
import { queryField, readForm } from "../visit.ts";
import type { Web } from "../web.ts";

const PATH = "/setup";

/** The first account, by the link that was printed at the start. */
export function routeSetup(scope: FastifyInstance, web: Web): void {
  scope.get(PATH, async (request, reply) => {
    const token = queryField(request, "token");
    if (token === null) {
      if (!(await isUnused(web))) return reply.redirect("/", 303);
      return showSignedOut(web, { request, reply }, { status: 200, next: "/", page: setupClosedPage });
    }
    await checkLink(web, token);
    const typed = { email: "", name: "", organization: "" };
    return show(web, { request, reply }, { token, refused: null, typed, status: 200 });
  });

  scope.post(PATH, async (request, reply) => {
    const form = readForm(request);
    requireSignedOutForm(web, request, form);
    const read = (name: string) => form.get(name) ?? "";
    const token = read("link");
    await checkLink(web, token);
    const typed = { email: read("email"), name: read("name"), organization: read("organization") };
    try {
      const { userAgent, device } = browserOf(web, request);
      const made = await completeSetup(web, { token, ...typed, password: read("password"), userAgent, device });
      await finishSignIn(web, { request, reply }, made);
      return reply.redirect("/projects/new", 303);
    } catch (error) {
      if (error instanceof NotFound) throw new SetupGone();
      const refused = refusedWords(web.speech(request.headers), reply, error);
      if (!refused) throw error;
      return show(web, { request, reply }, { token, refused: refused.message, typed, status: refused.status });
    }
  });
}

interface Shown {
  token: string;
  refused: string | null;
  typed: Readonly<Record<"email" | "name" | "organization", string>>;
  status: number;
}

function show(web: Web, exchange: Exchange, { status, ...shown }: Shown) {
  const page = { status, next: "/" };
  return showSignedOut(web, exchange, {
    ...page,
    page: (frame, formToken) => setupPage(frame, { ...shown, formToken }),
  });
}

async function checkLink(web: Web, token: string): Promise<void> {
  try {
    await requireSetup(web, token);
  } catch (error) {
    throw error instanceof NotFound ? new SetupGone() : error;
  }
}
