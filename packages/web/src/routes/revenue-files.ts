import { InvalidInput } from "@heliometer/core";
import {
  compareSpend,
  readRatesFile,
  readSpendFile,
  type SpendFile,
  storeRates,
  storeSpend,
} from "@heliometer/revenue";
import type { FastifyInstance } from "fastify";
import { rowFaults } from "../components/row-faults.ts";
import { spendPreviewPage } from "../pages/spend-preview.ts";
import { takeUploads } from "../upload.ts";
import { inProject, type ProjectVisit, type Result } from "../visit.ts";
import type { Web } from "../web.ts";
import { NOTHING_SAID, showRevenue, takeForm } from "./revenue-view.ts";

/** More is brought at the command line. */
const FILE_BYTES_MAX = 2_097_152;
const UNREADABLE = 400;

/** Files of advertising spend, shown before they are stored, and of exchange rates. */
export function routeRevenueFiles(scope: FastifyInstance, web: Web, base: string): void {
  scope.register((files, _options, done) => {
    takeUploads(files);
    files.post(
      `${base}/spend`,
      inProject(web, "admin", (visit) => takeForm(web, visit, () => preview(web, visit))),
    );
    files.post(
      `${base}/spend/store`,
      inProject(web, "admin", (visit) => takeForm(web, visit, () => store(web, visit))),
    );
    files.post(
      `${base}/rates`,
      inProject(web, "admin", (visit) => takeForm(web, visit, () => takeRates(web, visit))),
    );
    done();
  });
}

async function preview(web: Web, visit: ProjectVisit): Promise<Result> {
  const { frame, project, form } = visit;
  const file = readSpend(web, visit);
  const changes = await compareSpend(web.db, { projectId: project.id, rows: file.rows });
  const sent = {
    file: form.get("file") ?? "",
    currency: form.get("currency") ?? "",
    channel: form.get("channel") ?? "",
  };
  const page = spendPreviewPage(frame, { project, file, changes, sent });
  return file.faults.length > 0 ? { ...page, status: UNREADABLE } : page;
}

/** Reads the file once more: what comes back in a form may have been changed. */
async function store(web: Web, visit: ProjectVisit): Promise<Result | string> {
  const file = readSpend(web, visit);
  if (file.faults.length > 0) return preview(web, visit);
  const stored = await storeSpend(web, { projectId: visit.project.id, rows: file.rows });
  return new URLSearchParams({
    done: "spend",
    ...Object.fromEntries(Object.entries(stored).map(([name, count]) => [name, String(count)])),
  }).toString();
}

async function takeRates(web: Web, visit: ProjectVisit): Promise<Result | string> {
  const { rows, faults } = readRatesFile(readFile(visit));
  if (faults.length > 0) {
    const page = await showRevenue(web, visit, { ...NOTHING_SAID, faults: rowFaults(visit.frame, faults) });
    return { ...page, status: UNREADABLE };
  }
  const { created, replaced } = await storeRates(web, { projectId: visit.project.id, rows });
  return `done=rates&created=${created}&replaced=${replaced}`;
}

function readSpend({ clock }: Web, visit: ProjectVisit): SpendFile {
  const { form } = visit;
  return readSpendFile(readFile(visit), {
    now: clock(),
    currency: form.get("currency") || undefined,
    channel: form.get("channel") || undefined,
  });
}

function readFile({ form, frame }: ProjectVisit): Uint8Array {
  const bytes = Buffer.from(form.get("file") ?? "", "base64");
  if (bytes.length === 0) throw new InvalidInput({ field: "file", rule: frame.text.revenue.noFile });
  if (bytes.length <= FILE_BYTES_MAX) return bytes;
  throw new InvalidInput({
    field: "file",
    rule: `is larger than ${FILE_BYTES_MAX / 1_048_576} MB. Split it by month.`,
  });
}
