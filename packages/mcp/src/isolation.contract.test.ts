import assert from "node:assert/strict";
import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";
import { suite, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import * as accounts from "@heliometer/accounts";
import { z } from "zod";
import { openTestControl, type TestControl } from "./testing/control.ts";
import { openEndpoint } from "./testing/endpoint.ts";
import { classicRequest, modernRequest } from "./testing/http.ts";
import type { Tool } from "./tool.ts";

const TENANTS = 200;
const CALLS = 50;
const DELAY_MS = 8;
/** Connections at a time; more would measure the client. */
const AT_ONCE = 100;
const LIMIT_MS = 240_000;

suite("many tenants at once", () => {
  test(`${TENANTS} tenants with ${CALLS} calls each, in parallel and with random delays, see no foreign value`, {
    timeout: LIMIT_MS,
  }, async () => {
    const control = await openTestControl();
    const tenants = await addTenants(control);
    const endpoint = await openEndpoint(ECHO, async (headers) => {
      const access = await control.authenticate(headers);
      await wait(Math.random() * DELAY_MS);
      return access;
    });
    const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
    let next = 0;
    let foreign = 0;
    const answered = new Map<string, number>();
    const work = async () => {
      while (next < TENANTS * CALLS) {
        const index = next++;
        const { projectId, key } = tenants[index % TENANTS] ?? { projectId: "", key: "" };
        const secret = `${projectId}/${index}`;
        const params = { name: "probe", arguments: { secret } };
        // Both eras in turn; every request has an id of its own.
        const modern = modernRequest("tools/call", params, secret);
        const { headers, body } =
          index % 2 === 0 ? modern : { headers: {}, body: classicRequest("tools/call", params, secret) };
        const answer = JSON.parse(await post(agent, endpoint.url, { headers: { ...headers, "x-api-key": key }, body }));
        const data = answer.result?.structuredContent?.data;
        if (answer.id !== secret || data?.secret !== secret || String(data.projects) !== projectId) foreign += 1;
        answered.set(projectId, (answered.get(projectId) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    agent.destroy();
    await endpoint.close();
    await control.close();
    assert.equal(foreign, 0);
    assert.deepEqual([answered.size, new Set(answered.values())], [TENANTS, new Set([CALLS])]);
  });
});

/** Answers with what it was asked and with whom it believes to speak, after a wait. */
const ECHO: Tool = {
  name: "probe",
  title: "Probe",
  description: "For tests.",
  scope: null,
  input: z.object({ secret: z.string() }),
  run: async ({ input, caller }) => {
    const { secret } = input;
    await wait(Math.random() * DELAY_MS);
    return { summary: "Echo.", data: { secret, projects: caller.projects.map(({ id }) => id) }, meta: {} };
  },
};

/** A project with a key for each tenant. */
async function addTenants({ ctx, people }: TestControl): Promise<{ projectId: string; key: string }[]> {
  const tenants: { projectId: string; key: string }[] = [];
  for (let index = 0; index < TENANTS; index += 1) {
    const { id: projectId } = await accounts.createProject(ctx, {
      organizationId: people.organizationId,
      name: `Tenant ${index}`,
    });
    const { key } = await accounts.createKey(ctx, { kind: "secret", access: "read", projectId, name: "AI" });
    tenants.push({ projectId, key });
  }
  return tenants;
}

function post(agent: Agent, url: string, sent: { headers: Record<string, string>; body: unknown }): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const headers = {
    accept: "application/json, text/event-stream",
    "content-type": "application/json",
    ...sent.headers,
  };
  const outgoing = request(url, { agent, method: "POST", headers }, (incoming) => text(incoming).then(resolve, reject));
  outgoing.on("error", reject);
  outgoing.end(JSON.stringify(sent.body));
  return promise;
}
