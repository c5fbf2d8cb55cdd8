import { countCalls, mcpRefusal, recordCalls, sweepCallCounts, sweepCalls } from "@heliometer/accounts";
import { hashSecret } from "@heliometer/core";
import { type McpOptions, registerMcp } from "@heliometer/mcp";
import type { FastifyInstance } from "fastify";
import type { Foundation } from "./app.ts";
import { repeat } from "./repeat.ts";

const SWEEP_EVERY_MS = 3_600_000;

/** Registers the MCP endpoint with its limits and its call log, and sweeps both. */
export async function openMcp(
  app: FastifyInstance,
  { config, db, clock, keys, version }: Foundation,
  { authenticate, store }: Pick<McpOptions, "authenticate" | "store">,
): Promise<void> {
  const { callLogDays, ...settings } = config.mcp;
  const digestKey = hashSecret(`mcp call log ${keys.secretKey}`);
  await registerMcp(app, {
    ...settings,
    authenticate,
    store,
    clock,
    version,
    publicUrl: config.publicUrl,
    refusal: (access) => mcpRefusal({ db }, access),
    // Without a shared database there is one process alone, whose memory knows every call.
    ...(config.databaseUrl !== null && { shareCounts: (counts) => countCalls({ db }, counts) }),
    ...(callLogDays > 0 && { calls: { digestKey, record: (calls) => recordCalls({ db }, calls) } }),
  });
  repeat(app, SWEEP_EVERY_MS, () => sweepCallCounts({ db, clock }));
  repeat(app, SWEEP_EVERY_MS, () => sweepCalls({ db, clock }, { keptDays: callLogDays }));
}
