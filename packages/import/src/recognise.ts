import { basename } from "node:path";
import { InvalidInput } from "@heliometer/core";
import { readHeader } from "./files/csv.ts";
import { type InputFile, listInputFiles } from "./files/input-files.ts";
import { readHead } from "./files/text.ts";
import type { FileUse, Format, RecognisedFile, Tool } from "./formats/format.ts";
import { FORMATS } from "./formats/index.ts";

/** A file of which nothing is brought, and why. */
interface IgnoredFile {
  readonly name: string;
  readonly why: string;
}

/** What lies behind a path: one export, and what else is there. */
export interface RecognisedExport {
  readonly format: Format;
  readonly files: readonly RecognisedFile[];
  readonly ignored: readonly IgnoredFile[];
}

interface Found {
  readonly file: InputFile;
  readonly head: string;
  readonly format: Format;
  readonly use: FileUse;
}

/**
 * Finds out what an export is by the names and the first lines of its files.
 * @throws InvalidInput when nothing is recognised, or files of several tools lie together.
 */
export async function recogniseExport(path: string, tool: Tool | "auto"): Promise<RecognisedExport> {
  const found: Found[] = [];
  const ignored: IgnoredFile[] = [];
  for (const file of await listInputFiles(path)) {
    const head = await readHead(file);
    const match = matchFormat(file, head, tool);
    if (!match) ignored.push({ name: file.name, why: "is no file of an export that is known here." });
    else if (match.use.useless) ignored.push({ name: file.name, why: match.use.useless });
    else found.push({ file, head, ...match });
  }
  const [format, ...others] = FORMATS.filter((candidate) => found.some((each) => each.format === candidate));
  if (!format) throw notRecognised(path, tool, ignored);
  const foreign = others.find((other) => other.tool !== format.tool);
  if (foreign) {
    const rule = `holds exports of ${format.title} and of ${foreign.title} together. Import one after the other, naming the tool.`;
    throw new InvalidInput({ field: "file", rule, received: path });
  }
  const files = found.filter((each) => each.format === format).map(({ file, head, use }) => ({ file, head, ...use }));
  // Figures of the same days beside their events would count everything twice.
  for (const each of found.filter((other) => other.format !== format)) {
    ignored.push({ name: each.file.name, why: `is of ${each.format.title}; ${format.title} beside it tells more.` });
  }
  return { format, files, ignored };
}

function matchFormat(file: InputFile, head: string, tool: Tool | "auto"): { format: Format; use: FileUse } | null {
  const name = basename(file.name).toLowerCase();
  const columns = readHeader(head);
  for (const format of FORMATS) {
    if (tool !== "auto" && format.tool !== tool) continue;
    const use = format.recognise({ name, text: head, columns });
    if (use) return { format, use };
  }
  return null;
}

function notRecognised(path: string, tool: Tool | "auto", ignored: readonly IgnoredFile[]): InvalidInput {
  const wanted = FORMATS.filter((format) => tool === "auto" || format.tool === tool).map(({ title }) => title);
  const [first] = ignored;
  const seen = first ? ` ${first.name} ${first.why}` : "";
  return new InvalidInput({
    field: "file",
    rule: `Nothing in it can be imported.${seen} Known are: ${wanted.join(", ")}.`,
    received: path,
  });
}
