import { type AttributionModel, writeRevenueSettings } from "@heliometer/revenue";
import type { FastifyInstance } from "fastify";
import { inProject, type ProjectVisit, queryField } from "../visit.ts";
import type { Web } from "../web.ts";
import { routeRevenueConnections } from "./revenue-connections.ts";
import { routeRevenueFiles } from "./revenue-files.ts";
import { NOTHING_SAID, showRevenue, takeForm } from "./revenue-view.ts";

const BASE = "/projects/:projectId/settings/revenue";
const COUNT = /^\d{1,9}$/;

/** A project's payment providers, advertising spend, exchange rates, and how they are counted. */
export function routeRevenueSettings(scope: FastifyInstance, web: Web): void {
  scope.get(
    BASE,
    inProject(web, "admin", (visit) => showRevenue(web, visit, { ...NOTHING_SAID, done: doneWords(visit) })),
  );

  scope.post(
    BASE,
    inProject(web, "admin", (visit) =>
      takeForm(web, visit, async () => {
        const { form, project } = visit;
        await writeRevenueSettings(web, {
          projectId: project.id,
          // What is no known model is refused by the verb, which names the field.
          attributionModel: (form.get("attributionModel") ?? "") as AttributionModel,
          windowDays: Number(form.get("windowDays") || Number.NaN),
          grossMarginPercent: Number(form.get("grossMarginPercent") || Number.NaN),
          finiteDiscounts: form.get("finiteDiscounts") === "yes",
        });
        return "done=saved";
      }),
    ),
  );

  routeRevenueConnections(scope, web, BASE);
  routeRevenueFiles(scope, web, BASE);
}

function doneWords({ request, frame }: ProjectVisit): string | null {
  const words = frame.text.revenue;
  const count = (name: string) => {
    const text = queryField(request, name) ?? "";
    return frame.format.number(COUNT.test(text) ? Number(text) : 0);
  };
  switch (queryField(request, "done")) {
    case "saved":
      return words.saved;
    case "connected":
      return words.connected;
    case "replaced":
      return words.replaced;
    case "reading":
      return words.reading;
    case "stopped":
      return words.stopped;
    case "disconnected":
      return words.disconnected;
    case "spend":
      return words.stored({ created: count("created"), updated: count("updated"), unchanged: count("unchanged") });
    case "rates":
      return words.ratesStored(count("created"), count("replaced"));
    default:
      return null;
  }
}
