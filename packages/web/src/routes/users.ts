import { createUser, deleteUser, findUser, listUsers, resetPassword, setOperator } from "@heliometer/accounts";
import { newSecret } from "@heliometer/core";
import type { FastifyInstance } from "fastify";
import { passwordMadePage, type UsersPage, userPage, usersPage } from "../pages/users.ts";
import { refusedWords } from "../refused.ts";
import { parameter, queryField, type Result, type Visit } from "../visit.ts";
import type { Web } from "../web.ts";
import { forOperators } from "./operation.ts";

const PATH = "/admin/users";
const PASSWORD_CHARACTERS = 20;

/** The accounts of the instance, for operators. */
export function routeUsers(scope: FastifyInstance, web: Web): void {
  scope.get(
    PATH,
    forOperators(web, (visit) => showUsers(visit, { done: doneWords(visit), refused: null })),
  );
  scope.post(PATH, forOperators(web, addUser));

  scope.get(
    `${PATH}/:userId`,
    forOperators(web, async ({ request, frame, accounts }) =>
      userPage(frame, { user: await findUser(accounts, { userId: parameter(request, "userId") }), refused: null }),
    ),
  );
  scope.post(
    `${PATH}/:userId/operator`,
    forOperators(web, (visit) =>
      orShowUser(visit, async (userId) => {
        await setOperator(visit.accounts, { userId, isOperator: visit.form.get("isOperator") === "yes" });
        return { redirect: `${PATH}?done=operator` };
      }),
    ),
  );
  scope.post(
    `${PATH}/:userId/password`,
    forOperators(web, (visit) =>
      orShowUser(visit, async (userId) => {
        const { email } = await findUser(visit.accounts, { userId });
        const endSecondFactor = visit.form.get("endSecondFactor") === "yes";
        const password = await resetPassword(visit.accounts, { userId, endSecondFactor });
        return passwordMadePage(visit.frame, { email, password });
      }),
    ),
  );
  scope.post(
    `${PATH}/:userId/delete`,
    forOperators(web, (visit) =>
      orShowUser(visit, async (userId) => {
        await deleteUser(visit.accounts, { userId, confirmation: visit.form.get("confirmation") ?? "" });
        return { redirect: `${PATH}?done=deleted` };
      }),
    ),
  );
}

async function showUsers(
  { request, frame, accounts }: Visit,
  said: Pick<UsersPage, "done" | "refused">,
): Promise<Result> {
  const search = queryField(request, "search") ?? "";
  return usersPage(frame, { ...(await listUsers(accounts, { search })), search, ...said });
}

async function addUser(visit: Visit): Promise<Result> {
  const { reply, frame, accounts, form } = visit;
  const [email, name] = [form.get("email") ?? "", form.get("name") ?? ""];
  const password = newSecret().slice(0, PASSWORD_CHARACTERS);
  try {
    const user = await createUser(accounts, { email, name, password });
    return passwordMadePage(frame, { email: user.email, password });
  } catch (error) {
    const refused = refusedWords(frame, reply, error);
    if (!refused) throw error;
    const page = await showUsers(visit, { done: null, refused: { message: refused.message, email, name } });
    return { ...page, status: refused.status };
  }
}

/** Does what a form asks for; where that cannot be, the person's page says why. */
async function orShowUser(visit: Visit, run: (userId: string) => Promise<Result>): Promise<Result> {
  const userId = parameter(visit.request, "userId");
  try {
    return await run(userId);
  } catch (error) {
    const refused = refusedWords(visit.frame, visit.reply, error);
    if (!refused) throw error;
    const user = await findUser(visit.accounts, { userId });
    return { ...userPage(visit.frame, { user, refused: refused.message }), status: refused.status };
  }
}

function doneWords({ request, frame }: Visit): string | null {
  const { noticeOperator, noticeDeleted } = frame.text.operation.users;
  const done = queryField(request, "done");
  if (done === "operator") return noticeOperator;
  return done === "deleted" ? noticeDeleted : null;
}
