import { setTimeout as wait } from "node:timers/promises";
import {
  type CallToolResult,
  CLIENT_CAPABILITIES_META_KEY,
  MissingRequiredClientCapabilityError,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { isRecord } from "../../json-rpc.ts";
import { AUDIO, embedded, IMAGE, text } from "./content.ts";

/** A tool of the conformance suite: takes no arguments that matter. */
export type FixtureTool = (context: ServerContext) => Promise<CallToolResult>;

const STEP_MS = 50;

/** Tools that answer at once, or report while they work. */
export const PLAIN_TOOLS: Readonly<Record<string, FixtureTool>> = {
  test_simple_text: async () => ({ content: [text("This is a simple text response for testing.")] }),
  test_image_content: async () => ({ content: [IMAGE] }),
  test_audio_content: async () => ({ content: [AUDIO] }),
  test_embedded_resource: async () => ({
    content: [embedded("test://embedded-resource", "text/plain", "This is an embedded resource content.")],
  }),
  test_multiple_content_types: async () => ({
    content: [
      text("Multiple content types test:"),
      IMAGE,
      embedded("test://mixed-content-resource", "application/json", '{"test":"data","value":123}'),
    ],
  }),
  test_error_handling: async () => ({
    isError: true,
    content: [text("This tool intentionally returns an error for testing")],
  }),
  test_tool_with_progress: async ({ mcpReq }) => {
    const progressToken = mcpReq._meta?.progressToken;
    for (const progress of [0, 50, 100]) {
      if (progress > 0) await wait(STEP_MS);
      if (progressToken === undefined) continue;
      await mcpReq.notify({ method: "notifications/progress", params: { progressToken, progress, total: 100 } });
    }
    return { content: [text("Done in three steps.")] };
  },
  test_tool_with_logging: async ({ mcpReq }) => {
    for (const words of ["Tool execution started", "Tool processing data", "Tool execution completed"]) {
      await mcpReq.log("info", words);
      await wait(STEP_MS);
    }
    return { content: [text("Told three times.")] };
  },
  test_logging_tool: async ({ mcpReq }) => {
    await mcpReq.log("info", "Only for who asked for it");
    return { content: [text("Told at most once.")] };
  },
  test_missing_capability: async ({ mcpReq }) => {
    if (capabilitiesOf(mcpReq).sampling) return { content: [text("The client can sample.")] };
    throw new MissingRequiredClientCapabilityError({ requiredCapabilities: { sampling: {} } });
  },
};

/** What the client of a request of 2026-07-28 says that it can do. */
export function capabilitiesOf({ envelope }: ServerContext["mcpReq"]): Readonly<Record<string, unknown>> {
  const declared: unknown = envelope && Reflect.get(envelope, CLIENT_CAPABILITIES_META_KEY);
  return isRecord(declared) ? declared : {};
}
