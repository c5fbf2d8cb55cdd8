import { Conflict, InvalidInput } from "@heliometer/core";
import type { Database, ImportRow } from "@heliometer/db";
import type { EventStore } from "@heliometer/events";
import { type DayPlan, planDays } from "./day-plan.ts";
import type { Tool } from "./formats/format.ts";
import { firstOwnEvent } from "./own-data.ts";
import { type RecognisedExport, recogniseExport } from "./recognise.ts";
import { listImports } from "./records.ts";
import { collectRefusals, type RefusedRow } from "./refusals.ts";
import { type Scan, scanExport } from "./scan.ts";
import { readEdge, readZone } from "./zones.ts";

/** What an import works with. */
export interface ImportContext {
  readonly db: Database;
  readonly store: Pick<EventStore, "append" | "run">;
  readonly project: { readonly id: string; readonly timezone: string };
  readonly now: number;
}

/** What is asked for. */
export interface ImportRequest {
  readonly tool: Tool | "auto";
  /** A file, a zip or a folder. */
  readonly path: string;
  /** Days or instants; the range ends where the project's own events begin unless told. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** The zone of the export's days, and of its times where these have no offset. */
  readonly timezone?: string | undefined;
  /** Where the rows that could not be read are listed. */
  readonly refusedPath: string;
  /** Hears of the share that is read, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/** What an import will do, found out by reading everything once. */
export interface ImportPlan {
  readonly found: RecognisedExport;
  readonly scan: Scan;
  readonly zone: string;
  /** Instants; `until` lies behind the last one that is wanted. */
  readonly since: number;
  readonly until: number;
  readonly ownFirstAt: number | null;
  /** Whether the end was chosen so that nothing of the project's own is met. */
  readonly endsAtOwn: boolean;
  readonly refused: { readonly count: number; readonly first: readonly RefusedRow[]; readonly path: string | null };
  /** Of formats with figures of days. */
  readonly days: DayPlan | null;
  /** What is going to be stored; null where it is nothing. */
  readonly stretch: { readonly first: number; readonly last: number } | null;
  readonly events: number;
}

/**
 * Reads an export and says what importing it would do; stores nothing.
 * @throws InvalidInput when it cannot be read at all, Conflict when what it would add is there from another tool already.
 */
export async function planImport(context: ImportContext, request: ImportRequest): Promise<ImportPlan> {
  const { db, store, project, now } = context;
  const found = await recogniseExport(request.path, request.tool);
  const zone = readZone(request.timezone ?? found.format.zone ?? project.timezone);
  const imports = await listImports(db, project.id);
  const ownFirstAt = await firstOwnEvent(store, { projectId: project.id, imports });
  const { since, until, endsAtOwn } = readRange(request, { zone: project.timezone, ownFirstAt });
  const isWanted = (ts: number) => ts >= since && ts < until;
  const refusals = collectRefusals(request.refusedPath);
  const onBytes = shareOf(found, request.onProgress);
  let scan: Scan;
  try {
    scan = await scanExport(found, { projectId: project.id, zone, now, refusals, isWanted, onBytes });
  } finally {
    await refusals.finish();
  }
  const refused = { count: refusals.count(), first: refusals.first(), path: await refusals.finish() };
  const carriesDays = found.format.carries === "days";
  // A day that is not over has not all its figures yet, and visits built of it would lie in the future.
  const options = { projectId: project.id, prefix: found.format.tool, zone, since, until: Math.min(until, now) };
  const days = carriesDays ? await planDays(db, scan.days, options) : null;
  const stretch = days ? days.stretch : stretchOf(scan);
  if (stretch) refuseOverlap(imports, { found, stretch });
  const events = days ? days.events : scan.events.count;
  return { found, scan, zone, since, until, ownFirstAt, endsAtOwn, refused, days, stretch, events };
}

/** Turns bytes of the files into a share of all of them, told at most a hundred times. */
export function shareOf(
  { files }: RecognisedExport,
  onProgress: ((share: number) => void) | undefined,
): (bytes: number) => void {
  const all = Math.max(
    1,
    files.reduce((sum, { file }) => sum + file.bytes, 0),
  );
  let read = 0;
  let told = -1;
  return (bytes) => {
    read += bytes;
    const percent = Math.min(100, Math.floor((read * 100) / all));
    if (percent === told) return;
    told = percent;
    onProgress?.(percent / 100);
  };
}

function readRange(
  { since, until }: ImportRequest,
  { zone, ownFirstAt }: { readonly zone: string; readonly ownFirstAt: number | null },
): Pick<ImportPlan, "since" | "until" | "endsAtOwn"> {
  const first = since === undefined ? 0 : readEdge("--since", since, zone).first;
  const last = until === undefined ? (ownFirstAt ?? Number.MAX_SAFE_INTEGER) : readEdge("--until", until, zone).last;
  if (first < last) return { since: first, until: last, endsAtOwn: until === undefined && ownFirstAt !== null };
  throw new InvalidInput({
    field: "--since",
    rule: `must be before the end of the range, ${new Date(last).toISOString()}${until === undefined ? ", where the project's own events begin" : ""}.`,
    received: since,
  });
}

function stretchOf({ events }: Scan): ImportPlan["stretch"] {
  return events.count === 0 ? null : { first: events.first, last: events.last + 1 };
}

/** The same visitors from two tools would be there twice. A repeat of the same export is welcome. */
function refuseOverlap(
  imports: readonly ImportRow[],
  {
    found: { format },
    stretch,
  }: { readonly found: RecognisedExport; readonly stretch: { first: number; last: number } },
): void {
  const other = imports.find(
    (row) =>
      (row.tool !== format.tool || row.carries !== format.carries) &&
      Number(row.first_at) < stretch.last &&
      Number(row.last_at) > stretch.first,
  );
  if (!other) return;
  const [first, last] = [other.first_at, other.last_at].map((at) => new Date(Number(at)).toISOString());
  throw new Conflict(
    `From ${first} to ${last} there is an import from ${other.tool} already (${other.carries}); importing ${format.title} over it would count the same visits twice. Choose another stretch with --since and --until.`,
  );
}
