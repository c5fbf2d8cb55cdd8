import {
  changePassword,
  deleteUser,
  endOtherSessions,
  endSession,
  listSessions,
  readSecondFactor,
} from "@heliometer/accounts";
import type { FastifyInstance } from "fastify";
import type { Speech } from "../language.ts";
import { type SecurityForm, type SecurityPage, securityPage } from "../pages/security.ts";
import { refusedWords } from "../refused.ts";
import { parameter, queryField, type Result, signedIn, type Visit } from "../visit.ts";
import type { Web } from "../web.ts";

/** Where the account's security pages live. */
export const SECURITY_PATH = "/account/security";

/** Password, sessions and the end of the account. */
export function routeSecurity(scope: FastifyInstance, web: Web): void {
  scope.get(
    SECURITY_PATH,
    signedIn(web, (visit) => showSecurity(visit, { done: doneWords(visit.frame, queryField(visit.request, "done")) })),
  );

  scope.post(
    `${SECURITY_PATH}/password`,
    signedIn(web, (visit) => orShowAgain(visit, { form: "password", run: () => newPassword(web, visit) })),
  );

  scope.post(
    `${SECURITY_PATH}/sessions/:sessionId/end`,
    signedIn(web, async ({ request, accounts }) => {
      await endSession(accounts, { sessionId: parameter(request, "sessionId") });
      return { redirect: `${SECURITY_PATH}?done=session` };
    }),
  );

  scope.post(
    `${SECURITY_PATH}/sessions/end-others`,
    signedIn(web, async ({ accounts }) => {
      await endOtherSessions(accounts);
      return { redirect: `${SECURITY_PATH}?done=others` };
    }),
  );

  scope.post(
    `${SECURITY_PATH}/delete`,
    signedIn(web, (visit) => orShowAgain(visit, { form: "delete", run: () => endAccount(web, visit) })),
  );
}

/** The security page as it is at this moment. */
async function showSecurity({ frame, accounts }: Visit, rest: Pick<SecurityPage, "done" | "refused">): Promise<Result> {
  const [sessions, factor] = [await listSessions(accounts), await readSecondFactor(accounts)];
  return securityPage(frame, { sessions, factor, ...rest });
}

/** Runs what a form asks for; where the person can mend it, shows the page again with a sentence. */
export async function orShowAgain(
  visit: Visit,
  { form, run }: { form: SecurityForm; run: () => Promise<Result> },
): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    const refused = refusedWords(visit.frame, visit.reply, error);
    if (!refused) throw error;
    const page = await showSecurity(visit, { done: null, refused: { form, message: refused.message } });
    return { ...page, status: refused.status };
  }
}

async function newPassword(web: Web, { request, reply, accounts, form }: Visit): Promise<Result> {
  const renewed = await changePassword(accounts, {
    currentPassword: form.get("currentPassword") ?? "",
    password: form.get("password") ?? "",
    endConnections: form.get("endConnections") === "yes",
    userAgent: request.headers["user-agent"] ?? "",
    device: web.cookies.readDevice(request),
  });
  web.cookies.signIn(reply, renewed);
  return { redirect: `${SECURITY_PATH}?done=password` };
}

async function endAccount(web: Web, { reply, frame, accounts, form }: Visit): Promise<Result> {
  await deleteUser(accounts, {
    userId: frame.user.userId,
    confirmation: form.get("confirmation") ?? "",
    password: form.get("password") ?? "",
  });
  web.cookies.endSession(reply);
  return { redirect: "/sign-in" };
}

function doneWords({ text: { security } }: Speech, done: string | null): string | null {
  if (done === "password") return security.passwordChanged;
  if (done === "session") return security.sessionEnded;
  if (done === "others") return security.othersEnded;
  return done === "factor" ? security.turnedOff : null;
}
