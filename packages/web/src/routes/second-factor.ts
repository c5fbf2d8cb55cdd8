import {
  beginSecondFactor,
  confirmSecondFactor,
  endSecondFactor,
  readSetUp,
  renewRecoveryCodes,
} from "@heliometer/accounts";
import type { FastifyInstance } from "fastify";
import { recoveryCodesPage, secondFactorPage } from "../pages/second-factor.ts";
import { refusedWords } from "../refused.ts";
import { type Result, signedIn, type Visit } from "../visit.ts";
import type { Web } from "../web.ts";
import { orShowAgain, SECURITY_PATH } from "./security.ts";

const PATH = `${SECURITY_PATH}/second-factor`;

/** Setting up the second factor, and turning it off. */
export function routeSecondFactor(scope: FastifyInstance, web: Web): void {
  const withPassword = (run: (visit: Visit, password: string) => Promise<Result>) =>
    signedIn(web, (visit) =>
      orShowAgain(visit, { form: "factor", run: () => run(visit, visit.form.get("password") ?? "") }),
    );

  scope.get(
    PATH,
    signedIn(web, ({ frame, accounts }) => show({ frame, accounts }, null)),
  );

  scope.post(
    PATH,
    withPassword(async ({ accounts }, password) => {
      await beginSecondFactor(accounts, { password });
      return { redirect: PATH };
    }),
  );

  scope.post(
    `${PATH}/confirm`,
    signedIn(web, (visit) => confirm(visit)),
  );

  scope.post(
    `${PATH}/codes`,
    withPassword(async ({ frame, accounts }, password) =>
      recoveryCodesPage(frame, await renewRecoveryCodes(accounts, { password })),
    ),
  );

  scope.post(
    `${PATH}/end`,
    withPassword(async ({ accounts }, password) => {
      await endSecondFactor(accounts, { password });
      return { redirect: `${SECURITY_PATH}?done=factor` };
    }),
  );
}

async function show({ frame, accounts }: Pick<Visit, "frame" | "accounts">, refused: string | null): Promise<Result> {
  return secondFactorPage(frame, { setUp: await readSetUp(accounts), refused });
}

async function confirm({ reply, frame, accounts, form }: Visit): Promise<Result> {
  try {
    return recoveryCodesPage(frame, await confirmSecondFactor(accounts, { code: form.get("code") ?? "" }));
  } catch (error) {
    const refused = refusedWords(frame, reply, error);
    if (!refused) throw error;
    return { ...(await show({ frame, accounts }, refused.message)), status: refused.status };
  }
}
