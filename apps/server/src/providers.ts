import { type DeskContext, openProviderDesk, type ProviderDesk } from "@heliometer/revenue";
import type { FastifyInstance } from "fastify";
import { repeat } from "./repeat.ts";

/** How soon what another node has taken in, or what waits for another try, is looked at. */
const WORK_EVERY_MS = 2_000;
const SWEEP_EVERY_MS = 3_600_000;

/** Opens the desk for payment providers, and works at it while the app is open. */
export function openProviders(app: FastifyInstance, ctx: DeskContext): ProviderDesk {
  const desk = openProviderDesk(ctx);
  repeat(app, WORK_EVERY_MS, () => desk.applyWaiting());
  repeat(app, WORK_EVERY_MS, () => desk.readHistories());
  repeat(app, SWEEP_EVERY_MS, () => desk.sweep());
  // Hooks run last first: this one tells the chores above to end.
  app.addHook("onClose", () => desk.close());
  return desk;
}
