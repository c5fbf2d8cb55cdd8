import { cpSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

interface Pattern {
  /** Matches a path from the root of the repository. */
  path: RegExp;
  /** The line begins with `!`. */
  keeps: boolean;
}

/** Copies what a build would be sent: everything under `source` that `.dockerignore` does not leave out. */
export function copyContext(source: string, destination: string): void {
  const patterns = readPatterns(readFileSync(join(source, ".dockerignore"), "utf8"));
  mkdirSync(destination, { recursive: true });
  const walk = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      const name = relative(source, path);
      // A folder that is left out may hold something that is kept, but nothing is kept below these two.
      if (entry.isDirectory() && entry.name !== "node_modules" && entry.name !== ".git") walk(path);
      else if (!entry.isDirectory() && isSent(name, patterns))
        cpSync(path, join(destination, name), { recursive: true });
    }
  };
  walk(source);
}

/** Docker's rule: the last pattern that matches a file or one of its folders decides. */
export function isSent(name: string, patterns: readonly Pattern[]): boolean {
  const names = name.split("/").map((_part, index, parts) => parts.slice(0, index + 1).join("/"));
  const deciding = patterns.findLast(({ path }) => names.some((candidate) => path.test(candidate)));
  return deciding?.keeps ?? true;
}

/** Reads the lines of a `.dockerignore`. */
export function readPatterns(text: string): Pattern[] {
  const lines = text.split("\n").map((line) => line.trim());
  return lines
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => ({
      keeps: line.startsWith("!"),
      path: globToRegExp(line.replace(/^!/, "").replace(/^\/|\/$/g, "")),
    }));
}

/** Docker's wildcards; unlike a shell's, they match names that begin with a dot. */
function globToRegExp(glob: string): RegExp {
  const parts = glob
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => WILDCARDS[part] ?? part.replace(/[.+^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("")}$`);
}

const WILDCARDS: Readonly<Record<string, string>> = { "**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]" };
