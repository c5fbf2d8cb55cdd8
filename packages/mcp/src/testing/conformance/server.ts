import {
  type GetPromptResult,
  type InputRequiredResult,
  inputRequired,
  ProtocolError,
  ProtocolErrorCode,
  type ReadResourceResult,
  ResourceNotFoundError,
  Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { ASKING_TOOLS, askFor, STATES } from "./asking-tools.ts";
import { embedded, IMAGE, text } from "./content.ts";
import { PLAIN_TOOLS } from "./plain-tools.ts";

const TOOLS = { ...PLAIN_TOOLS, ...ASKING_TOOLS };
const PROMPTS: Readonly<Record<string, readonly string[]>> = {
  test_simple_prompt: [],
  test_prompt_with_arguments: ["arg1", "arg2"],
  test_prompt_with_embedded_resource: ["resourceUri"],
  test_prompt_with_image: [],
  test_input_required_result_prompt: [],
};
const RESOURCES = ["test://static-text", "test://static-binary"];
const CACHE = { ttlMs: 1_000, cacheScope: "private" } as const;

/** The tools, prompts and resources that the conformance suite asks for, behind a server of one request. */
export function createFixtureServer(): Server {
  const server = new Server(
    { name: "conformance-fixtures", version: "1.0.0" },
    {
      capabilities: { tools: {}, prompts: {}, resources: {}, completions: {}, logging: {} },
      cacheHints: {
        "server/discover": CACHE,
        "tools/list": CACHE,
        "prompts/list": CACHE,
        "resources/list": CACHE,
        "resources/templates/list": CACHE,
        "resources/read": CACHE,
      },
      requestState: { verify: STATES.verify },
    },
  );
  const inputSchema = { type: "object" as const };
  server.setRequestHandler("tools/list", () => ({
    tools: Object.keys(TOOLS).map((name) => ({ name, description: `Fixture ${name}`, inputSchema })),
  }));
  server.setRequestHandler("tools/call", async ({ params }, context) => {
    const tool = TOOLS[params.name];
    if (!tool) throw new ProtocolError(ProtocolErrorCode.InvalidParams, "There is no such fixture.");
    return tool(context);
  });
  server.setRequestHandler("prompts/list", () => ({
    prompts: Object.entries(PROMPTS).map(([name, names]) => ({
      name,
      description: `Fixture ${name}`,
      arguments: names.map((argument) => ({ name: argument, required: true })),
    })),
  }));
  server.setRequestHandler("prompts/get", ({ params }, context) => getPrompt(params, context));
  server.setRequestHandler("resources/list", () => ({ resources: RESOURCES.map((uri) => ({ uri, name: uri })) }));
  server.setRequestHandler("resources/templates/list", () => ({
    resourceTemplates: [{ uriTemplate: "test://template/{id}/data", name: "template" }],
  }));
  server.setRequestHandler("resources/read", ({ params }) => readResource(params.uri));
  server.setRequestHandler("completion/complete", () => ({
    completion: { values: ["paris", "park"], hasMore: false },
  }));
  return server;
}

function getPrompt(
  { name, arguments: given = {} }: { name: string; arguments?: Record<string, string> | undefined },
  { mcpReq }: ServerContext,
): GetPromptResult | InputRequiredResult {
  const says = (...contents: GetPromptResult["messages"][number]["content"][]): GetPromptResult => ({
    messages: contents.map((content) => ({ role: "user", content })),
  });
  switch (name) {
    case "test_simple_prompt":
      return says(text("This is a simple prompt for testing."));
    case "test_prompt_with_arguments":
      return says(text(`Prompt with arguments: arg1='${given.arg1}', arg2='${given.arg2}'`));
    case "test_prompt_with_embedded_resource":
      return says(
        embedded(given.resourceUri ?? "", "text/plain", "Embedded resource content for testing."),
        text("Please process the embedded resource above."),
      );
    case "test_prompt_with_image":
      return says(IMAGE, text("Please analyze the image above."));
    case "test_input_required_result_prompt":
      return mcpReq.inputResponses
        ? says(text("With the context that was given."))
        : inputRequired({
            inputRequests: { user_context: askFor("What context should the prompt use?", "context") },
          });
    default:
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, "There is no such fixture.");
  }
}

function readResource(uri: string): ReadResourceResult {
  if (uri === "test://static-text") {
    const words = "This is the content of the static text resource.";
    return { contents: [{ uri, mimeType: "text/plain", text: words }] };
  }
  if (uri === "test://static-binary") return { contents: [{ uri, mimeType: IMAGE.mimeType, blob: IMAGE.data }] };
  const id = /^test:\/\/template\/([^/]+)\/data$/.exec(uri)?.[1];
  if (id === undefined) throw new ResourceNotFoundError(uri);
  const words = JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` });
  return { contents: [{ uri, mimeType: "application/json", text: words }] };
}
