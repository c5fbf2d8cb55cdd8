import type { Scope } from "@heliometer/core";
import type { Tool as PublishedTool } from "@modelcontextprotocol/server";
import { type JsonSchema, OUTPUT_SCHEMA, publishInput } from "./json-schema.ts";
import type { Tool } from "./tool.ts";

/** A tool together with what clients see of it, made once at the start. */
export interface CatalogueEntry {
  tool: Tool;
  /** The whole schema of the arguments, by which they are read; clients see a shorter wording of the same. */
  readingSchema: JsonSchema;
  published: PublishedTool;
}

/** The tools that the endpoint serves. */
export interface Catalogue {
  find(name: string): CatalogueEntry | undefined;
  names: readonly string[];
  /** What a credential with these scopes sees, in a fixed order. */
  list(scopes: readonly Scope[]): PublishedTool[];
}

/** Reading twice changes nothing and reaches nothing but the instance's own store. */
const READ_ONLY = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false } as const;

/** Builds the catalogue: schemas are converted here once, not for every request. */
export function createCatalogue(tools: readonly Tool[]): Catalogue {
  const entries = new Map(tools.map((tool) => [tool.name, createEntry(tool)]));
  return {
    find: (name) => entries.get(name),
    names: [...entries.keys()],
    list: (scopes) =>
      [...entries.values()].filter(({ tool }) => isGranted(tool, scopes)).map(({ published }) => published),
  };
}

/** Whether these scopes are enough for a tool. */
export function isGranted({ scope }: Tool, scopes: readonly Scope[]): boolean {
  return scope === null || scopes.includes(scope);
}

function createEntry(tool: Tool): CatalogueEntry {
  const inputSchema = publishInput(tool.input, tool.wording);
  const published = {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema: { ...inputSchema, type: "object" as const },
    outputSchema: OUTPUT_SCHEMA,
    annotations: READ_ONLY,
  };
  return { tool, readingSchema: publishInput(tool.input), published };
}
