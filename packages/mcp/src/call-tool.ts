import { HeliometerError, InvalidInput, showReceived } from "@heliometer/core";
import type { CallToolResult } from "@modelcontextprotocol/server";
import type { FastifyBaseLogger } from "fastify";
import { countRows } from "./call-log.ts";
import type { CatalogueEntry } from "./catalogue.ts";
import { fitAnswer, roomFor } from "./fit-answer.ts";
import { readArguments } from "./read-arguments.ts";
import type { Caller, Surroundings } from "./tool.ts";

/** A call ends after this time: shorter than the patience of any known client. */
export const CALL_LIMIT_MS = 40_000;

/** One call as it came, and what it is answered with. */
export interface Invocation {
  given: unknown;
  caller: Caller;
  surroundings: Surroundings;
  signal: AbortSignal;
  limitMs: number;
  log: FastifyBaseLogger;
}

/**
 * Runs a tool. Whatever a model or a person can mend comes back as a result with `isError`, because clients show those
 * to the model; protocol errors end in the client's log.
 */
export async function callTool(entry: CatalogueEntry, invocation: Invocation): Promise<CallToolResult> {
  const { caller, surroundings, limitMs, log } = invocation;
  const limit = startLimit(invocation.signal, limitMs);
  const startedAt = performance.now();
  const done = (outcome: string, rowCount: number | null = null) => {
    const durationMs = performance.now() - startedAt;
    const tool = entry.tool.name;
    log.info({ tool, outcome, durationMs: Math.round(durationMs) }, "Tool call");
    surroundings.callLog?.add({ caller, tool, given: invocation.given, rowCount, durationMs, outcome });
  };
  try {
    const input = readArguments(entry.readingSchema, invocation.given, entry.tool.refuses);
    const whole = await entry.tool.run({ input, caller, surroundings, signal: limit.signal });
    const leaveOut = entry.tool.oldestFirst ? "oldest" : "last";
    const { answer, text } = fitAnswer(whole, { charactersMax: roomFor(input), leaveOut });
    done("answered", countRows(answer.data));
    return { content: [{ type: "text", text }], structuredContent: { ...answer } };
  } catch (error) {
    if (invocation.signal.aborted) {
      done("left");
      throw error;
    }
    done(error instanceof HeliometerError ? error.code : limit.isOver() ? "timeout" : "failed");
    if (limit.isOver())
      return refusal(`The answer took longer than ${limitMs / 1000} seconds. A shorter range is faster.`);
    if (error instanceof InvalidInput)
      return invalidInput(error, "project" in entry.tool.input.shape ? caller.projects : []);
    if (error instanceof HeliometerError) return refusal(error.message);
    log.error({ err: error, tool: entry.tool.name }, "A tool call failed");
    return refusal(
      "The server could not answer; nothing is wrong with the call. The operator finds the cause in the log.",
    );
  } finally {
    limit.end();
  }
}

/** A signal that fires with another one or when the time is up. Ending it frees the timer, which would outlive the call. */
function startLimit(outer: AbortSignal, limitMs: number) {
  const controller = new AbortController();
  let over = false;
  const pass = () => controller.abort(outer.reason);
  const timer = setTimeout(() => {
    over = true;
    controller.abort(new DOMException("The time is up.", "TimeoutError"));
  }, limitMs);
  outer.addEventListener("abort", pass, { once: true });
  if (outer.aborted) pass();
  return {
    signal: controller.signal,
    isOver: () => over,
    end: () => {
      clearTimeout(timer);
      outer.removeEventListener("abort", pass);
    },
  };
}

/** `projects`: those that the call could be about; none where the tool is about no single one. */
function invalidInput({ fault }: InvalidInput, projects: Caller["projects"]): CallToolResult {
  const [first] = projects;
  // The example has to work as it stands, so it names a project where the call needs one.
  const needsProject = projects.length > 1 && fault.example !== undefined && !("project" in fault.example);
  const example = needsProject && first ? { project: first.id, ...fault.example } : fault.example;
  const shown = new InvalidInput({ ...fault, ...(example && { example }) });
  return failure(shown.message, {
    field: fault.field,
    rule: fault.rule,
    ...("received" in fault && { received: showReceived(fault.received) }),
    ...(fault.allowed && { allowed: fault.allowed }),
    ...(example && { example }),
  });
}

function refusal(message: string): CallToolResult {
  return failure(message, { rule: message });
}

function failure(summary: string, error: Readonly<Record<string, unknown>>): CallToolResult {
  return { isError: true, content: [{ type: "text", text: summary }], structuredContent: { summary, error } };
}
