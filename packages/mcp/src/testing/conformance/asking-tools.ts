import {
  acceptedContent,
  type CallToolResult,
  createRequestStateCodec,
  type InputRequest,
  type InputRequiredResult,
  inputRequired,
  inputResponse,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { text } from "./content.ts";
import { capabilitiesOf } from "./plain-tools.ts";

type AskingTool = (context: ServerContext) => Promise<CallToolResult | InputRequiredResult>;

/** Seals what a tool has to remember between two rounds. */
export const STATES = createRequestStateCodec<string>({ key: "a key of the conformance fixtures, no secret" });

const FIELDS = { string: { type: "string" }, boolean: { type: "boolean" } } as const;

/** Asks for one field of a form. */
export const askFor = (message: string, field: string, type: "string" | "boolean" = "string") =>
  inputRequired.elicit({
    message,
    requestedSchema: { type: "object", properties: { [field]: FIELDS[type] }, required: [field] },
  });

const ask = (prompt: string, maxTokens: number) =>
  inputRequired.createMessage({ messages: [{ role: "user", content: { type: "text", text: prompt } }], maxTokens });

const isAnswered = ({ mcpReq }: ServerContext, key: string) =>
  inputResponse(mcpReq.inputResponses, key).kind !== "missing";

/** A tool that asks once and is content with whatever fits. */
function askOnce(inputRequests: Readonly<Record<string, InputRequest>>, sealed?: string): AskingTool {
  return async (context) => {
    const isDone = Object.keys(inputRequests).every((key) => isAnswered(context, key));
    const isKnown = sealed === undefined || context.mcpReq.requestState() === sealed;
    if (isDone && isKnown) return { content: [text("Thank you: state-ok.")] };
    const requestState = sealed === undefined ? {} : { requestState: await STATES.mint(sealed) };
    return inputRequired({ inputRequests, ...requestState });
  };
}

/** Tools that need something from the client before they answer (multi round-trip requests of 2026-07-28). */
export const ASKING_TOOLS: Readonly<Record<string, AskingTool>> = {
  test_input_required_result_elicitation: async ({ mcpReq }) => {
    const name = acceptedContent(mcpReq.inputResponses, "user_name")?.name;
    if (typeof name === "string") return { content: [text(`Hello, ${name}!`)] };
    return inputRequired({ inputRequests: { user_name: askFor("What is your name?", "name") } });
  },
  test_input_required_result_sampling: askOnce({ capital_question: ask("What is the capital of France?", 100) }),
  test_input_required_result_list_roots: askOnce({ client_roots: inputRequired.listRoots() }),
  test_input_required_result_request_state: askOnce({ confirm: askFor("Please confirm", "ok", "boolean") }, "confirm"),
  test_input_required_result_tampered_state: askOnce({ confirm: askFor("Please confirm", "ok", "boolean") }, "sealed"),
  test_input_required_result_multiple_inputs: askOnce(
    {
      user_name: askFor("What is your name?", "name"),
      greeting: ask("Generate a greeting", 50),
      client_roots: inputRequired.listRoots(),
    },
    "three",
  ),
  test_input_required_result_multi_round: async (context) => {
    const round = context.mcpReq.requestState();
    if (round === "second" && isAnswered(context, "step2")) return { content: [text("Both steps are done.")] };
    if (round === "first" && isAnswered(context, "step1")) {
      const inputRequests = { step2: askFor("Step 2: What is your favorite color?", "color") };
      return inputRequired({ inputRequests, requestState: await STATES.mint("second") });
    }
    const inputRequests = { step1: askFor("Step 1: What is your name?", "name") };
    return inputRequired({ inputRequests, requestState: await STATES.mint("first") });
  },
  test_input_required_result_capabilities: async ({ mcpReq }) => {
    const { sampling, elicitation } = capabilitiesOf(mcpReq);
    const inputRequests = {
      ...(sampling !== undefined && { question: ask("What is the capital of France?", 100) }),
      ...(elicitation !== undefined && { user_name: askFor("What is your name?", "name") }),
    };
    return inputRequired({ inputRequests });
  },
  test_streaming_elicitation: async (context) => {
    await context.mcpReq.notify({
      method: "notifications/progress",
      params: { progressToken: "streaming", progress: 1, total: 1 },
    });
    if (isAnswered(context, "user_name")) return { content: [text("Thank you.")] };
    return inputRequired({ inputRequests: { user_name: askFor("What is your name?", "name") } });
  },
};
