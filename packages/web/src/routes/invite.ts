import { acceptAsNewUser, acceptInvitation, findInvitation, type OpenInvitation } from "@heliometer/accounts";
import { NotFound } from "@heliometer/core";
import type { FastifyInstance } from "fastify";
import { invitePage } from "../pages/invite.ts";
import { refusedWords } from "../refused.ts";
import { InvitationGone } from "../security/invitation-gone.ts";
import { browserOf, type Exchange, finishSignIn, requireSignedOutForm, showSignedOut } from "../signed-out.ts";
import { queryField, readForm, readUser, signedIn } from "../visit.ts";
import type { Web } from "../web.ts";

const PATH = "/invite";

/** The page behind the link of an invitation. */
export function routeInvite(scope: FastifyInstance, web: Web): void {
  const showToMember = signedIn(web, async ({ request, frame }) => {
    const token = queryField(request, "token") ?? "";
    const invitation = await openInvitation(web, token);
    return invitePage(frame, { invitation, token, formToken: frame.formToken, refused: null, name: "" });
  });

  scope.get(PATH, async (request, reply) => {
    if (await readUser(web, request)) return showToMember(request, reply);
    const token = queryField(request, "token") ?? "";
    const invitation = await openInvitation(web, token);
    return showToStranger(web, { request, reply }, { invitation, token, refused: null, name: "", status: 200 });
  });

  scope.post(PATH, async (request, reply) => {
    const form = readForm(request);
    requireSignedOutForm(web, request, form);
    const token = form.get("invitation") ?? "";
    const name = form.get("name") ?? "";
    const invitation = await openInvitation(web, token);
    try {
      const { userAgent, device } = browserOf(web, request);
      const typed = { token, name, password: form.get("password") ?? "" };
      const joined = await acceptAsNewUser(web, { ...typed, userAgent, device });
      await finishSignIn(web, { request, reply }, joined);
      return reply.redirect(`/projects/${encodeURIComponent(joined.projectId)}`, 303);
    } catch (error) {
      const refused = refusedWords(web.speech(request.headers), reply, error);
      if (!refused) throw error;
      const again = { invitation, token, refused: refused.message, name, status: refused.status };
      return showToStranger(web, { request, reply }, again);
    }
  });

  scope.post(
    `${PATH}/accept`,
    signedIn(web, async ({ accounts, form }) => {
      const token = form.get("invitation") ?? "";
      await openInvitation(web, token);
      const projectId = await acceptInvitation(accounts, { token });
      return { redirect: `/projects/${encodeURIComponent(projectId)}` };
    }),
  );
}

interface Shown {
  invitation: OpenInvitation;
  token: string;
  refused: string | null;
  name: string;
  status: number;
}

function showToStranger(web: Web, exchange: Exchange, { status, ...shown }: Shown) {
  return showSignedOut(web, exchange, {
    status,
    next: "/",
    page: (frame, formToken) => invitePage(frame, { ...shown, formToken }),
  });
}

async function openInvitation(web: Web, token: string): Promise<OpenInvitation> {
  try {
    return await findInvitation(web, token);
  } catch (error) {
    throw error instanceof NotFound ? new InvitationGone() : error;
  }
}
