import type { EnrichedEvent } from "@heliometer/events";
import { buildOptions } from "./day-plan.ts";
import { buildDay } from "./days/build.ts";
import { type ImportContext, type ImportPlan, type ImportRequest, shareOf } from "./plan.ts";
import { beginImport, endImport, noteDays } from "./records.ts";
import { readEvents } from "./scan.ts";
import { sentencesOf } from "./sentences.ts";

export interface ImportResult {
  /** Events that were new. */
  readonly stored: number;
  /** Events that were there already, from an earlier run. */
  readonly known: number;
}

export interface RunOptions {
  readonly actor: string;
  readonly request: ImportRequest;
  readonly clock: () => number;
}

/** So many events go into one transaction; larger ones cost hardly less each. */
const BATCH_EVENTS = 2_000;

/**
 * Carries a plan out. Events go into the store batch by batch, each batch wholly or not at all; as their ids stay the same, a
 * run that broke off is completed by the next one, and another run adds nothing.
 */
export async function runImport(context: ImportContext, plan: ImportPlan, options: RunOptions): Promise<ImportResult> {
  if (!plan.stretch) return { stored: 0, known: 0 };
  const { db, project } = context;
  const { format } = plan.found;
  const id = await beginImport(db, {
    project_id: project.id,
    tool: format.tool,
    carries: format.carries,
    started_at: options.clock(),
    actor: options.actor,
    zone: plan.zone,
    first_at: plan.stretch.first,
    last_at: plan.stretch.last,
    own_first_at: plan.ownFirstAt,
    rows_read: [...plan.scan.rows.values()].reduce((sum, rows) => sum + rows, 0),
    rows_refused: plan.refused.count,
    left_out: JSON.stringify(sentencesOf(plan)),
  });
  const batches = plan.days ? dayBatches(context, plan, { options, id }) : eventBatches(context, plan, options);
  let stored = 0;
  let known = 0;
  for await (const batch of batches) {
    const result = await context.store.append(batch);
    stored += result.stored;
    known += result.duplicates;
  }
  await endImport(db, id, { at: options.clock(), stored, known });
  return { stored, known };
}

async function* eventBatches(
  { project, now }: ImportContext,
  { found, zone, since, until }: ImportPlan,
  { request }: RunOptions,
): AsyncGenerator<EnrichedEvent[]> {
  const isWanted = (ts: number) => ts >= since && ts < until;
  const onBytes = shareOf(found, request.onProgress);
  let batch: EnrichedEvent[] = [];
  for await (const event of readEvents(found, { projectId: project.id, zone, now, isWanted, onBytes })) {
    batch.push(event);
    if (batch.length < BATCH_EVENTS) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function* dayBatches(
  { db, project }: ImportContext,
  { days, scan, found, zone, since, until }: ImportPlan,
  { options, id }: { readonly options: RunOptions; readonly id: string },
): AsyncGenerator<EnrichedEvent[]> {
  const { tool } = found.format;
  const planned = days?.planned ?? [];
  let built: EnrichedEvent[] = [];
  let first = 0;
  for (const [index, { day }] of planned.entries()) {
    const dayOptions = buildOptions(day, { projectId: project.id, prefix: tool, zone, since, until });
    built.push(...buildDay(scan.days.figuresOf(day), dayOptions).events);
    if (built.length < BATCH_EVENTS && index < planned.length - 1) continue;
    await noteDays(db, { projectId: project.id, tool, importId: id }, planned.slice(first, index + 1));
    for (let at = 0; at < built.length; at += BATCH_EVENTS) yield built.slice(at, at + BATCH_EVENTS);
    options.request.onProgress?.((index + 1) / planned.length);
    built = [];
    first = index + 1;
  }
}
