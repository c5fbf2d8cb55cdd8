import type { FastifyInstance } from "fastify";
import { serveAssets } from "./assets.ts";
import { handleErrors } from "./errors.ts";
import type { WebOptions } from "./options.ts";
import { routeAccount } from "./routes/account.ts";
import { routeCalls } from "./routes/calls.ts";
import { routeConnect } from "./routes/connect.ts";
import { routeDeleteProject } from "./routes/delete-project.ts";
import { routeInvite } from "./routes/invite.ts";
import { routeKeys } from "./routes/keys.ts";
import { routeMembers } from "./routes/members.ts";
import { routeOverview } from "./routes/overview.ts";
import { routePrivacy } from "./routes/privacy.ts";
import { routeRefused } from "./routes/refused.ts";
import { routeSecondFactor } from "./routes/second-factor.ts";
import { routeSecurity } from "./routes/security.ts";
import { routeSettings } from "./routes/settings.ts";
import { routeSignIn } from "./routes/sign-in.ts";
import { routeSignInCode } from "./routes/sign-in-code.ts";
import { routeTracking } from "./routes/tracking.ts";
import { pageHeaders } from "./security/headers.ts";
import { createWeb } from "./web.ts";

const FORM_BYTES_MAX = 65_536;
const FORM_TYPE = "application/x-www-form-urlencoded";

/** Adds every page. Needs @fastify/cookie on the root. */
export async function registerWeb(app: FastifyInstance, options: WebOptions): Promise<void> {
  const web = createWeb(options);
  await app.register((scope, _options, done) => {
    handleErrors(scope, web);
    const headers = pageHeaders({ secure: web.secureCookies });
    scope.addHook("onRequest", (_request, reply, next) => {
      reply.headers(headers);
      next();
    });
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      FORM_TYPE,
      { parseAs: "string", bodyLimit: FORM_BYTES_MAX },
      (_request, body, parsed) => {
        parsed(null, new URLSearchParams(String(body)));
      },
    );
    serveAssets(scope);
    routeSignIn(scope, web);
    routeSignInCode(scope, web);
    routeOverview(scope, web);
    routeSettings(scope, web);
    routeKeys(scope, web);
    routeTracking(scope, web);
    routeCalls(scope, web);
    routeRefused(scope, web);
    routePrivacy(scope, web);
    routeAccount(scope, web);
    routeSecurity(scope, web);
    routeSecondFactor(scope, web);
    routeMembers(scope, web);
    routeInvite(scope, web);
    routeDeleteProject(scope, web);
    routeConnect(scope, web);
    done();
  });
}
