import type { FastifyInstance } from "fastify";
import { serveAssets } from "./assets.ts";
import { handleErrors } from "./errors.ts";
import type { WebOptions } from "./options.ts";
import { routeAccount } from "./routes/account.ts";
import { routeCalls } from "./routes/calls.ts";
import { routeConnect } from "./routes/connect.ts";
import { routeConnectGuide } from "./routes/connect-guide.ts";
import { routeDashboard } from "./routes/dashboard.ts";
import { routeDeleteProject } from "./routes/delete-project.ts";
import { routeDesign } from "./routes/design.ts";
import { routeGeneral } from "./routes/general.ts";
import { routeInvite } from "./routes/invite.ts";
import { routeKeys } from "./routes/keys.ts";
import { routeLanguage } from "./routes/language.ts";
import { routeMcp } from "./routes/mcp.ts";
import { routeMembers } from "./routes/members.ts";
import { routeNewProject } from "./routes/new-project.ts";
import { routeOperation } from "./routes/operation.ts";
import { routePrivacy } from "./routes/privacy.ts";
import { routeProjects } from "./routes/projects.ts";
import { routeRefused } from "./routes/refused.ts";
import { routeRevenueSettings } from "./routes/revenue-settings.ts";
import { routeSecondFactor } from "./routes/second-factor.ts";
import { routeSecurity } from "./routes/security.ts";
import { routeSettings } from "./routes/settings.ts";
import { routeSetup } from "./routes/setup.ts";
import { routeSignIn } from "./routes/sign-in.ts";
import { routeSignInCode } from "./routes/sign-in-code.ts";
import { routeTracking } from "./routes/tracking.ts";
import { routeUsers } from "./routes/users.ts";
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
    routeLanguage(scope, web);
    routeSetup(scope, web);
    routeSignIn(scope, web);
    routeSignInCode(scope, web);
    routeNewProject(scope, web);
    routeProjects(scope, web);
    routeDashboard(scope, web);
    routeGeneral(scope, web);
    routeDesign(scope, web);
    routeSettings(scope, web);
    routeMcp(scope, web);
    routeConnectGuide(scope, web);
    routeKeys(scope, web);
    routeTracking(scope, web);
    routeCalls(scope, web);
    routeRefused(scope, web);
    routePrivacy(scope, web);
    routeRevenueSettings(scope, web);
    routeAccount(scope, web);
    routeOperation(scope, web);
    routeUsers(scope, web);
    routeSecurity(scope, web);
    routeSecondFactor(scope, web);
    routeMembers(scope, web);
    routeInvite(scope, web);
    routeDeleteProject(scope, web);
    routeConnect(scope, web);
    done();
  });
}
