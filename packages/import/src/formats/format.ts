import type { EnrichedEvent } from "@heliometer/events";
import type { Figure } from "../days/figures.ts";
import type { InputFile } from "../files/input-files.ts";

export const TOOLS = ["plausible", "umami", "ga4", "matomo"] as const;
/** What made an export. */
export type Tool = (typeof TOOLS)[number];

/** The beginning of a file, by which formats recognise what is theirs. */
export interface FileHead {
  /** The file's name without folders, in lower case. */
  readonly name: string;
  readonly text: string;
  /** The cells of the first line. */
  readonly columns: readonly string[];
}

/** What a format makes of a file. */
export interface FileUse {
  /** What the file is to its format: `pages`, `events`, … */
  readonly role: string;
  /** Columns that are not read. */
  readonly unknownColumns: readonly string[];
  /** A sentence why nothing of the file can be brought, although it is known. */
  readonly useless?: string;
}

/** A file that a format has recognised. */
export interface RecognisedFile extends FileUse {
  readonly file: InputFile;
  readonly head: string;
}

/** One thing that a file says: an event, or a figure of a day. */
export type Item =
  | { readonly kind: "event"; readonly event: EnrichedEvent }
  | { readonly kind: "figure"; readonly figure: Figure };

/** What reading asks and tells. */
export interface Reading {
  readonly projectId: string;
  /** The zone of days and of times without an offset, where the format does not say which. */
  readonly zone: string;
  /** A row was read, whatever became of it. */
  readonly onRow: (file: InputFile) => void;
  readonly onBytes: (bytes: number) => void;
  /** A row that cannot be read. */
  readonly refuse: (file: InputFile, line: number, reason: string) => void;
  /** Something that is understood and not brought, told by its count. */
  readonly leaveOut: (what: string) => void;
}

/** An export of a tool. Another tool is another one of these. */
export interface Format {
  readonly tool: Tool;
  /** How messages call it. */
  readonly title: string;
  /** `events`: times, visitors and what they did; `days`: figures of whole days. */
  readonly carries: "events" | "days";
  /** The zone of times without an offset, where it is always the same. */
  readonly zone?: string;
  /** What such files do not tell, in sentences for the closing report. */
  readonly missing: readonly string[];
  /** What the file is to this format; null where it is none of its own. */
  recognise(head: FileHead): FileUse | null;
  /** Reads the files in the order in which they help each other. */
  read(files: readonly RecognisedFile[], reading: Reading): AsyncIterable<Item>;
}

/** What a reader of one file is handed. */
export interface FileReading {
  /** A row was read, whatever became of it. */
  readonly onRow: () => void;
  readonly onBytes: (bytes: number) => void;
  readonly refuse: (line: number, reason: string) => void;
}

/** The reading of one file. */
export function readingOf(reading: Reading, file: InputFile): FileReading {
  return {
    onRow: () => reading.onRow(file),
    onBytes: reading.onBytes,
    refuse: (line, reason) => reading.refuse(file, line, reason),
  };
}

/** The use of a file with these columns, if it has all those that it cannot do without. */
export function useOf(
  head: FileHead,
  role: string,
  columns: { readonly needed: readonly string[]; readonly known: readonly string[] },
): FileUse | null {
  if (!columns.needed.every((column) => head.columns.includes(column))) return null;
  const known = [...columns.needed, ...columns.known];
  return { role, unknownColumns: head.columns.filter((column) => column !== "" && !known.includes(column)) };
}
