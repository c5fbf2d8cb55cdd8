import { writeFileSync } from "node:fs";

/** How many tests ran, as the last lines of `npm test` tell it. */
export interface TestCounts {
  passed: number;
  failed: number;
  skipped: number;
  /** The sentences that skipped tests gave as their reason. */
  reasons: string[];
}

interface TestEvent {
  type: string;
  data: { details?: { type?: string }; skip?: string | boolean; todo?: string | boolean; name?: string };
}

/** A reporter of node:test: counts the tests (not their suites) into the file named by HELIOMETER_COUNTS. */
// biome-ignore lint/style/noDefaultExport: node:test loads a reporter through its module's default export.
export default async function* countTests(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const counts: TestCounts = { passed: 0, failed: 0, skipped: 0, reasons: [] };
  for await (const { type, data } of source) {
    // Of a suite that is skipped no test is heard of, so it counts as one.
    if (data?.details?.type === "suite" && data.skip === undefined) continue;
    if (type === "test:fail") counts.failed += 1;
    if (type !== "test:pass") continue;
    if (data.skip === undefined) counts.passed += 1;
    else {
      counts.skipped += 1;
      counts.reasons.push(`${data.name}: ${String(data.skip)}`);
    }
  }
  const file = process.env.HELIOMETER_COUNTS;
  if (file) writeFileSync(file, JSON.stringify(counts));
  yield "";
}
