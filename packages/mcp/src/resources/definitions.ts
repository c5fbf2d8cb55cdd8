import { ALL_DEFINITIONS, DEFINITIONS_VERSION } from "@heliometer/analytics";
import type { Resource } from "@modelcontextprotocol/server";

export const DEFINITIONS_RESOURCE: Resource = {
  uri: "heliometer://definitions",
  name: "definitions",
  title: "What the metrics mean",
  description:
    "How visitors, sessions, bounce rate and every other number are counted, and what ranges and filters do.",
  mimeType: "text/markdown",
};

/** The definitions of all metrics as Markdown. */
export function writeDefinitions(): string {
  const lines = Object.entries(ALL_DEFINITIONS).map(([name, meaning]) => `- **${name}**: ${meaning}`);
  return `# What the metrics mean\n\nVersion ${DEFINITIONS_VERSION}.\n\n${lines.join("\n")}\n`;
}
