import { createReadStream, type Stats } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { InvalidInput } from "@heliometer/core";
import { listZip } from "./zip.ts";

/** A file of an export, wherever it lies: by itself, in a folder or in a zip. */
export interface InputFile {
  /** How messages call it: `export.zip/imported_pages.csv`. */
  readonly name: string;
  /** Its size as it lies on the disk, for the progress. */
  readonly bytes: number;
  /** Its bytes, unpacked. `onBytes` hears of bytes of the disk as they are read. */
  open(onBytes?: (bytes: number) => void): Promise<Readable>;
}

/**
 * The files behind a path: the file itself, what is in a folder and the folders in it, and what is in zips. Names that
 * begin with a dot or an underscore (`__MACOSX`) are bookkeeping of systems and left out.
 * @throws InvalidInput when nothing is there, or a zip is broken.
 */
export async function listInputFiles(path: string): Promise<InputFile[]> {
  const found = await stat(path).catch(() => null);
  if (!found) throw new InvalidInput({ field: "file", rule: "There is no such file or folder.", received: path });
  const files = found.isDirectory() ? await listFolder(path) : await openOne(path, basename(path), found);
  if (files.length === 0) throw new InvalidInput({ field: "file", rule: "holds no files.", received: path });
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function listFolder(folder: string): Promise<InputFile[]> {
  const names = await readdir(folder, { recursive: true });
  const files: InputFile[] = [];
  for (const name of names.sort()) {
    const found = await stat(join(folder, name));
    if (!found.isFile() || isBookkeeping(name)) continue;
    files.push(...(await openOne(join(folder, name), relative(".", name), found)));
  }
  return files;
}

async function openOne(path: string, name: string, { size }: Stats): Promise<InputFile[]> {
  if (/\.zip$/i.test(name)) {
    const entries = await listZip(path);
    return entries
      .filter((entry) => !isBookkeeping(entry.name))
      .map((entry) => ({ name: `${name}/${entry.name}`, bytes: entry.packedBytes, open: entry.open }));
  }
  return [{ name, bytes: size, open: async (onBytes) => openPlain(path, onBytes) }];
}

function openPlain(path: string, onBytes?: (bytes: number) => void): Readable {
  const stream = createReadStream(path);
  if (onBytes) stream.on("data", (chunk) => onBytes(chunk.length));
  if (!/\.gz$/i.test(path)) return stream;
  // What fails in the source fails in what is read from it; nobody else has to listen.
  return pipeline(stream, createGunzip(), () => undefined);
}

function isBookkeeping(name: string): boolean {
  return name.split(/[/\\]/).some((part) => part.startsWith(".") || part.startsWith("__"));
}
