import { type ReadResourceResult, type Resource, ResourceNotFoundError } from "@modelcontextprotocol/server";
import type { Caller, ToolCall } from "../tool.ts";
import { DEFINITIONS_RESOURCE, writeDefinitions } from "./definitions.ts";
import { findProjectOf, listProjectResources, PROJECT_TEMPLATE, writeOverview } from "./project-overview.ts";

export const RESOURCE_TEMPLATES = [PROJECT_TEMPLATE];

/** What a caller can read beside the tools; it needs no scope, because it holds no number of visitors. */
export function listResources({ projects }: Caller): Resource[] {
  return [DEFINITIONS_RESOURCE, ...listProjectResources(projects)];
}

/**
 * Reads a resource.
 * @throws ResourceNotFoundError for one that does not exist, and alike for a project that the caller does not reach.
 */
export async function readResource(
  uri: string,
  call: Pick<ToolCall, "caller" | "surroundings" | "signal">,
): Promise<ReadResourceResult> {
  if (uri === DEFINITIONS_RESOURCE.uri) {
    return { contents: [{ uri, mimeType: "text/markdown", text: writeDefinitions() }] };
  }
  const project = findProjectOf(uri, call.caller.projects);
  if (!project) throw new ResourceNotFoundError(uri);
  return { contents: [{ uri, mimeType: PROJECT_TEMPLATE.mimeType, text: await writeOverview(project, call) }] };
}
