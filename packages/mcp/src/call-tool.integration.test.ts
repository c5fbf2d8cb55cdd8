import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { Forbidden, InvalidInput, Unavailable } from "@heliometer/core";
import Fastify from "fastify";
import { callTool } from "./call-tool.ts";
import { createCatalogue } from "./catalogue.ts";
import { ACCESS, PROJECT, SURROUNDINGS, toolOf } from "./testing/endpoint.ts";
import type { Caller, ToolCall } from "./tool.ts";

const ONE_PROJECT: Caller = { access: ACCESS, projects: [PROJECT], client: "test" };

suite("a call that cannot be answered", () => {
  const call = async (run: (call: ToolCall) => Promise<never>, caller = ONE_PROJECT) => {
    const logged: string[] = [];
    const { log } = Fastify({ logger: { level: "info", stream: { write: (line: string) => void logged.push(line) } } });
    const entry = createCatalogue([toolOf(run)]).find("probe");
    assert.ok(entry);
    const signal = new AbortController().signal;
    const result = await callTool(entry, { given: {}, caller, surroundings: SURROUNDINGS, signal, limitMs: 50, log });
    const [content] = result.content;
    assert.ok(content?.type === "text");
    return { isError: result.isError, text: content.text, structured: result.structuredContent, log: logged.join("") };
  };

  test("a right or a store that is missing is a sentence for the person", async () => {
    for (const error of [new Forbidden("The project is closed."), new Unavailable("The store does not answer.")]) {
      const { isError, text } = await call(() => Promise.reject(error));
      assert.deepEqual([isError, text], [true, error.message]);
    }
  });

  test("an unforeseen fault is told to the log alone", async () => {
    const { isError, text, structured, log } = await call(() =>
      Promise.reject(new Error("connect to 10.0.0.7 failed")),
    );
    assert.equal(isError, true);
    assert.doesNotMatch(`${text}${JSON.stringify(structured)}`, /10\.0\.0\.7/);
    assert.match(log, /10\.0\.0\.7/);
  });

  test("a call that takes too long ends, and the answer says how to make it faster", async () => {
    const { isError, text } = await call(({ signal }) => {
      const { promise, reject } = Promise.withResolvers<never>();
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      return promise;
    });
    assert.equal(isError, true);
    assert.match(text, /longer than 0\.05 seconds.*shorter range/);
  });

  test("the fault repeats what came, shortened and without control characters", async () => {
    const received = `\u0007\u202e${"x".repeat(500)}`;
    const fault = { field: "period", rule: "must be known.", received, example: { period: "today" } };
    const { structured, text } = await call(() => Promise.reject(new InvalidInput(fault)));
    assert.doesNotMatch(JSON.stringify(structured), /\\u0007|\u202e/);
    assert.ok(text.length < 250);
  });

  test("the example names a project for a caller with several", async () => {
    const caller = { ...ONE_PROJECT, projects: [PROJECT, { ...PROJECT, id: "other", name: "Other" }] };
    const fault = { field: "period", rule: "must be known.", example: { period: "today" } };
    const { structured } = await call(() => Promise.reject(new InvalidInput(fault)), caller);
    assert.deepEqual(structured, {
      summary: 'period: must be known. Example: {"project":"project","period":"today"}.',
      error: { field: "period", rule: "must be known.", example: { project: "project", period: "today" } },
    });
  });
});
