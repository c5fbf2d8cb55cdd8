import { createWriteStream, type WriteStream } from "node:fs";
import { finished } from "node:stream/promises";

/** A row that could not be read. */
export interface RefusedRow {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
}

/** The rows that could not be read: counted, the first ones at hand, all of them in a file. */
export interface Refusals {
  refuse(row: RefusedRow): void;
  readonly count: () => number;
  readonly first: () => readonly RefusedRow[];
  /** Closes the file. @returns where it is; null where nothing was refused, or it could not be written. */
  finish(): Promise<string | null>;
}

const SHOWN = 20;

/** The file is made with the first refused row. */
export function collectRefusals(path: string): Refusals {
  const first: RefusedRow[] = [];
  let count = 0;
  let stream: WriteStream | undefined;
  let failed = false;

  function refuse(row: RefusedRow): void {
    count += 1;
    if (first.length < SHOWN) first.push(row);
    if (!stream) {
      stream = createWriteStream(path);
      stream.on("error", () => {
        failed = true;
      });
      stream.write("file,line,reason\n");
    }
    stream.write(`${cell(row.file)},${row.line},${cell(row.reason)}\n`);
  }

  async function finish(): Promise<string | null> {
    if (!stream) return null;
    stream.end();
    // A directory that cannot be written is no reason to lose the import; the rows above are told on the screen.
    await finished(stream).catch(() => undefined);
    return failed ? null : path;
  }

  return { refuse, count: () => count, first: () => first, finish };
}

function cell(text: string): string {
  // A spreadsheet would take such a cell for a formula.
  const safe = /^[=+\-@\t]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
