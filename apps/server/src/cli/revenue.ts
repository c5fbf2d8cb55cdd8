import { parseArgs } from "node:util";
import { type Context, findProject } from "@heliometer/accounts";
import {
  type ConnectionContext,
  type ConnectionView,
  connectProvider,
  listConnections,
  PROVIDERS,
  startBackfill,
} from "@heliometer/revenue";
import type { Config } from "../config.ts";
import { secretKeyOf } from "../data-directory.ts";
import { type Command, required, withControlStore } from "./command.ts";

const CONNECT = `revenue connect ${PROVIDERS.map(({ name }) => name).join("|")} --project ID [--name NAME] [--signing-secret SECRET] [--api-key KEY]`;
const LIST = "revenue list --project ID";
const BACKFILL = "revenue backfill CONNECTION --project ID";
const text = { type: "string" } as const;

export const revenueConnectCommand: Command = {
  words: ["revenue", "connect"],
  usage: CONNECT,
  summary: "connect a project to a payment provider, and show the address that it delivers to",
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { project: text, name: text, "signing-secret": text, "api-key": text },
    });
    const provider = required(positionals[0], "provider", CONNECT);
    const projectId = required(values.project, "project", CONNECT);
    await withConnections(projectId, async (ctx, origin) => {
      const { id, webhookPath } = await connectProvider(ctx, {
        projectId,
        provider,
        ...(values.name !== undefined && { name: values.name }),
        ...(values["signing-secret"] !== undefined && { signingSecret: values["signing-secret"] }),
        ...(values["api-key"] !== undefined && { apiKey: values["api-key"] }),
      });
      console.log(`Connected: ${id}\nWebhook address: ${origin}${webhookPath}`);
      if (values["signing-secret"] === undefined) {
        console.log("Deliveries are taken as soon as the signing secret stands in Settings → Revenue and spend.");
      }
    });
  },
};

export const revenueListCommand: Command = {
  words: ["revenue", "list"],
  usage: LIST,
  summary: "list a project's payment providers, their last delivery and what failed",
  async run(args) {
    const { values } = parseArgs({ args, options: { project: text } });
    const projectId = required(values.project, "project", LIST);
    await withConnections(projectId, async (ctx, origin) => {
      const connections = await listConnections(ctx, { projectId });
      if (connections.length === 0) console.log("No payment provider is connected.");
      for (const connection of connections) console.log(describeConnection(connection, origin));
    });
  },
};

export const revenueBackfillCommand: Command = {
  words: ["revenue", "backfill"],
  usage: BACKFILL,
  summary: "have a running server read a payment provider's history, or go on with it",
  async run(args) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { project: text } });
    const connectionId = required(positionals[0], "connection", BACKFILL);
    const projectId = required(values.project, "project", BACKFILL);
    await withConnections(projectId, async (ctx) => {
      await startBackfill(ctx, { projectId, connectionId });
      console.log(
        `Noted. A running server reads the history; this shows how far it is: ${LIST.replace("ID", projectId)}`,
      );
    });
  },
};

/** At the command line everybody is the operator; a project that does not exist is told here. */
function withConnections(projectId: string, run: (ctx: ConnectionContext, origin: string) => Promise<void>) {
  return withControlStore(async (ctx: Context, config: Config) => {
    await findProject(ctx, { projectId });
    const secretKey = secretKeyOf(config.secretKey, config.dataDirectory);
    const { db, clock } = ctx;
    await run({ db, clock, secretKey, requireAdmin: async () => undefined, userId: null }, config.publicUrl.origin);
  });
}

function describeConnection(connection: ConnectionView, origin: string): string {
  const { id, provider, name, webhookPath, backfill } = connection;
  const last = connection.lastDeliveryAt === null ? "none so far" : new Date(connection.lastDeliveryAt).toISOString();
  return [
    `${name} (${provider})  ${id}`,
    `  address        ${origin}${webhookPath}`,
    `  signing secret ${connection.hasSigningSecret ? "yes" : "missing"}, API key ${connection.hasApiKey ? "yes" : "missing"}`,
    `  deliveries     ${connection.applied} applied, ${connection.waiting} waiting, ${connection.refused} refused; last: ${last}`,
    ...connection.failures.map(
      ({ eventType, eventId, reason, isApplied }) =>
        `  ${isApplied ? "look at" : "failed "}        ${eventType} ${eventId}: ${reason}`,
    ),
    ...(backfill
      ? [
          `  history        ${backfill.state}, ${backfill.objects} objects${backfill.reason ? `: ${backfill.reason}` : ""}`,
        ]
      : []),
  ].join("\n");
}
