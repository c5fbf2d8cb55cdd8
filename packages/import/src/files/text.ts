import { TextDecoder } from "node:util";
import type { InputFile } from "./input-files.ts";

/** What stands for bytes that are no text in the file's encoding. */
export const UNREADABLE = "\uFFFD";

const HEAD_CHARACTERS = 65_536;

/**
 * The text of a file, piece by piece: UTF-8, or UTF-16 where the file begins with its mark, as exports made for
 * spreadsheets do. The mark itself is taken away; bytes that are no text become `UNREADABLE`.
 */
export async function* readText(file: InputFile, onBytes?: (bytes: number) => void): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  for await (const chunk of await file.open(onBytes)) {
    decoder ??= new TextDecoder(encodingOf(chunk));
    const text = decoder.decode(chunk, { stream: true });
    if (text) yield text;
  }
  const rest = decoder?.decode();
  if (rest) yield rest;
}

/** The beginning of a file, enough to see what it is. */
export async function readHead(file: InputFile): Promise<string> {
  let head = "";
  for await (const text of readText(file)) {
    head += text;
    if (head.length >= HEAD_CHARACTERS) break;
  }
  return head;
}

function encodingOf(chunk: Uint8Array): string {
  if (chunk[0] === 0xff && chunk[1] === 0xfe) return "utf-16le";
  if (chunk[0] === 0xfe && chunk[1] === 0xff) return "utf-16be";
  return "utf-8";
}
