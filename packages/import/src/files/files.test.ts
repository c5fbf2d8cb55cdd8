import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import { zipOf } from "../testing/zip.ts";
import { readCsv, readHeader } from "./csv.ts";
import { type InputFile, listInputFiles } from "./input-files.ts";
import { readJsonObjects } from "./json.ts";
import { readHead, readText } from "./text.ts";

const directory = await mkdtemp(join(tmpdir(), "heliometer-files-"));
after(() => rm(directory, { recursive: true, force: true }));

async function fileOf(name: string, content: string | Uint8Array): Promise<InputFile> {
  const path = join(directory, name);
  await writeFile(path, content);
  const [file] = await listInputFiles(path);
  assert.ok(file);
  return file;
}

async function wholeText(file: InputFile): Promise<string> {
  let text = "";
  for await (const piece of readText(file)) text += piece;
  return text;
}

async function rowsOf(content: string | Uint8Array, columns: readonly string[]) {
  const file = await fileOf("table.csv", content);
  const refused: [number, string][] = [];
  const rows: [number, ...string[]][] = [];
  let seen = 0;
  const reading = {
    onRow: () => {
      seen += 1;
    },
    refuse: (line: number, reason: string) => refused.push([line, reason]),
  };
  for await (const row of readCsv(file, await readHead(file), reading)) {
    rows.push([row.line, ...columns.map((column) => row.get(column))]);
  }
  assert.equal(seen, rows.length + refused.length);
  return { rows, refused };
}

test("a table is read with its mark, CRLF, blank lines, doubled quotes and line ends in cells", async () => {
  const text = '\uFEFFpath,title\r\n/a,"one ""two"", three"\r\n\r\n/b,"two\r\nlines"\r\n/c,=1+1\r\n';
  assert.deepEqual(await rowsOf(text, ["path", "title", "other"]), {
    rows: [
      [2, "/a", 'one "two", three', ""],
      [4, "/b", "two\nlines", ""],
      [6, "/c", "=1+1", ""],
    ],
    refused: [],
  });
});

test("semicolons and tabs separate cells where the header has them; a comma in a quoted header does not", async () => {
  assert.deepEqual((await rowsOf("path;views\n/a;1,5\n", ["path", "views"])).rows, [[2, "/a", "1,5"]]);
  assert.deepEqual((await rowsOf("path\tviews\n/a\t3\n", ["path", "views"])).rows, [[2, "/a", "3"]]);
  assert.deepEqual(readHeader('"a,b";c\n'), ["a,b", "c"]);
});

test("a row of another length, of unmatched quotes or of bytes that are no text is refused alone, with its line", async () => {
  const bytes = Buffer.concat([
    Buffer.from("path,title\n/a,b,c\n/b,"),
    Buffer.from([0xe9]),
    Buffer.from('\n/c,x"y\n/d,ok\n'),
  ]);
  const { rows, refused } = await rowsOf(bytes, ["path", "title"]);
  assert.deepEqual(rows, [[5, "/d", "ok"]]);
  assert.deepEqual(
    refused.toSorted(([a], [b]) => a - b),
    [
      [2, "has 3 cells where the header has 2."],
      [3, "holds bytes that are no UTF-8 text."],
      [4, "the quotes of the row do not match."],
    ],
  );
});

test("UTF-16 files and gzipped ones are read like any other", async () => {
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("path\n/é\n", "utf16le")]);
  assert.equal(await wholeText(await fileOf("utf16.csv", utf16)), "path\n/é\n");
  assert.equal(await wholeText(await fileOf("packed.json.gz", gzipSync('{"a":1}\n'))), '{"a":1}\n');
  await assert.rejects(
    async () => wholeText(await fileOf("broken.json.gz", gzipSync("{}").subarray(0, 15))),
    /unexpected end/,
  );
});

test("files of a zip are read, packed or stored, without those of the system that made it", async () => {
  const path = join(directory, "export.zip");
  const text = "path,views\n/,3\n".repeat(10_000);
  await writeFile(path, zipOf({ "a.csv": text, "__MACOSX/._a.csv": "x", "sub/b.csv": "b" }, ["sub/b.csv"]));
  const files = await listInputFiles(path);
  assert.deepEqual(
    files.map(({ name }) => name),
    ["export.zip/a.csv", "export.zip/sub/b.csv"],
  );
  const texts = await Promise.all(files.map(wholeText));
  assert.deepEqual(texts, [text, "b"]);
});

test("a zip that was cut off, damaged or is none is refused with a sentence", async () => {
  const path = join(directory, "bad.zip");
  const whole = zipOf({ "a.csv": "path,views\n/,3\n".repeat(100) });
  await writeFile(path, whole.subarray(0, whole.length - 40));
  await assert.rejects(
    listInputFiles(path),
    /its directory is missing: it was cut off, or it is no zip\. Download it again\./,
  );
  await writeFile(path, "path,views\n");
  await assert.rejects(listInputFiles(path), /no zip/);
  const damaged = Buffer.from(zipOf({ "a.csv": "path,views\n" }, ["a.csv"]));
  damaged.write("XX", damaged.indexOf("views"));
  await writeFile(path, damaged);
  const [file] = await listInputFiles(path);
  assert.ok(file);
  await assert.rejects(wholeText(file), /a\.csv in it is damaged/);
});

test("an empty folder and a missing file are told apart", async () => {
  const empty = await mkdtemp(join(directory, "empty-"));
  await assert.rejects(listInputFiles(empty), /holds no files/);
  await assert.rejects(listInputFiles(join(directory, "nowhere")), /There is no such file or folder/);
});

test("objects are found in an array and line by line, with braces, quotes and backslashes in texts", async () => {
  const objects = [{ a: 'one "{" two', b: { c: ["}", "\\"] } }, { a: "\\" }, {}];
  for (const text of [JSON.stringify(objects, null, 2), objects.map((each) => JSON.stringify(each)).join("\n")]) {
    // Whatever the pieces in which the file comes.
    for (const bytes of [1, 3, 7, 4096]) {
      const pieces = text.match(new RegExp(`[^]{1,${bytes}}`, "g")) ?? [];
      const file: InputFile = {
        name: "objects.json",
        bytes: text.length,
        open: async () => (await import("node:stream")).Readable.from(pieces.map((piece) => Buffer.from(piece))),
      };
      const read: unknown[] = [];
      for await (const { value } of readJsonObjects(file, { onRow: () => undefined, refuse: assert.fail }))
        read.push(value);
      assert.deepEqual(read, objects);
    }
  }
});

test("an object that cannot be read is refused with its line, and so is one that does not end", async () => {
  const file = await fileOf("bad.json", '{"a":1}\n{"a":tru}\n{"a":2}\n{"a":"cut');
  const refused: [number, string][] = [];
  const read: unknown[] = [];
  const reading = { onRow: () => undefined, refuse: (at: number, reason: string) => refused.push([at, reason]) };
  for await (const { line, value } of readJsonObjects(file, reading)) {
    read.push([line, value]);
  }
  assert.deepEqual(read, [
    [1, { a: 1 }],
    [3, { a: 2 }],
  ]);
  assert.deepEqual(
    refused.map(([line]) => line),
    [2, 4],
  );
  assert.match(refused[1]?.[1] ?? "", /cut off/);
});
