import { NotFound } from "@heliometer/core";
import type { FastifyInstance } from "fastify";
import { designPage } from "../pages/design.ts";
import { signedIn } from "../visit.ts";
import type { Web } from "../web.ts";

/** Every component on one page, for those who run the instance. */
export function routeDesign(scope: FastifyInstance, web: Web): void {
  scope.get(
    "/design",
    signedIn(web, async ({ frame }) => {
      if (!frame.user.isOperator) throw new NotFound("There is no such page.");
      return designPage(frame);
    }),
  );
}
