import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A call of a tool that the stand-in asks its client for. */
export interface WantedCall {
  tool: string;
  args: Readonly<Record<string, unknown>>;
}

/** A stand-in for an assistant vendor's model on loopback: asks for one tool after another, then says that it is done. */
export interface StubModel {
  origin: string;
  /** What the client handed to its model for each call, in order. */
  answers(): string[];
  close(): Promise<void>;
}

type Body = Record<string, unknown>;

const DONE = "done";

/**
 * Opens the stand-in. It speaks Anthropic's Messages API and OpenAI's Responses API, as far as Claude Code and Codex use
 * them. `server` is the name under which the client knows the MCP server.
 */
export async function openStubModel(server: string, calls: readonly WantedCall[]): Promise<StubModel> {
  let seen: string[] = [];
  const http = createServer((request, reply) => {
    void text(request).then((received) => {
      const body: Body = received ? JSON.parse(received) : {};
      if (request.url?.includes("count_tokens")) return reply.end('{"input_tokens":10}');
      const isMessages = request.url?.startsWith("/v1/messages") ?? false;
      const answers = isMessages ? answersInMessages(body) : answersInResponses(body);
      if (answers.length > seen.length) seen = answers;
      const next = listsTools(body) ? calls[answers.length] : undefined;
      reply.writeHead(200, { "content-type": "text/event-stream" });
      if (isMessages) writeMessage(reply, { server, next, turn: answers.length });
      else writeResponse(reply, { server, next, turn: answers.length });
      return reply.end();
    });
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const { port } = http.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    answers: () => seen,
    close: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

interface Turn {
  server: string;
  next: WantedCall | undefined;
  turn: number;
}

function listsTools({ tools }: Body): boolean {
  return Array.isArray(tools) && tools.length > 0;
}

function answersInMessages({ messages }: Body): string[] {
  const blocks = (Array.isArray(messages) ? messages : []).flatMap(({ content }) =>
    Array.isArray(content) ? content : [],
  );
  return blocks
    .filter(({ type }) => type === "tool_result")
    .map(({ content }) => (typeof content === "string" ? content : content.map((part: Body) => part.text).join("")));
}

function answersInResponses({ input }: Body): string[] {
  return (Array.isArray(input) ? input : [])
    .filter(({ type }) => type === "function_call_output")
    .map(({ output }) => (typeof output === "string" ? output : output.map((part: Body) => part.text).join("")));
}

/** A streamed answer of the Messages API. */
function writeMessage(reply: ServerResponse, { server, next, turn }: Turn): void {
  const send = (type: string, data: Body) =>
    reply.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  const usage = { input_tokens: 1, output_tokens: 1 };
  const head = { id: `msg_${turn}`, type: "message", role: "assistant", model: "stub", content: [], usage };
  send("message_start", { message: { ...head, stop_reason: null, stop_sequence: null } });
  const block = next
    ? { type: "tool_use", id: `toolu_${turn}`, name: `mcp__${server}__${next.tool}`, input: {} }
    : { type: "text", text: "" };
  const delta = next
    ? { type: "input_json_delta", partial_json: JSON.stringify(next.args) }
    : { type: "text_delta", text: DONE };
  send("content_block_start", { index: 0, content_block: block });
  send("content_block_delta", { index: 0, delta });
  send("content_block_stop", { index: 0 });
  send("message_delta", {
    delta: { stop_reason: next ? "tool_use" : "end_turn", stop_sequence: null },
    usage: { output_tokens: 1 },
  });
  send("message_stop", {});
}

/** A streamed answer of the Responses API. */
function writeResponse(reply: ServerResponse, { server, next, turn }: Turn): void {
  const send = (type: string, data: Body) =>
    reply.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  const id = `resp_${turn}`;
  const item = next
    ? {
        type: "function_call",
        id: `fc_${turn}`,
        call_id: `call_${turn}`,
        namespace: `mcp__${server}`,
        name: next.tool,
        arguments: JSON.stringify(next.args),
      }
    : { type: "message", role: "assistant", id: `m_${turn}`, content: [{ type: "output_text", text: DONE }] };
  const usage = { input_tokens: 1, input_tokens_details: null, output_tokens: 1, output_tokens_details: null };
  send("response.created", { response: { id } });
  send("response.output_item.done", { output_index: 0, item });
  send("response.completed", { response: { id, usage: { ...usage, total_tokens: 2 } } });
}
