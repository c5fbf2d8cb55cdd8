import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { ALL_DEFINITIONS } from "@heliometer/analytics";
import { PROMPTS } from "./prompts/index.ts";
import { classicRequest, modernRequest, send } from "./testing/http.ts";
import { openTestProduct, type TestProduct } from "./testing/product.ts";
import { TOOLS } from "./tools/index.ts";

suite("prompts and resources", () => {
  let product: TestProduct;
  before(async () => {
    product = await openTestProduct();
  });
  after(() => product.close());
  const ask = async (method: string, params: Record<string, unknown> = {}, key = product.keys.read) => {
    const { body, headers } = modernRequest(method, params);
    const name = params.uri === undefined ? {} : { "mcp-name": String(params.uri) };
    return (await send(product.mcpUrl, { body, headers: { "x-api-key": key, ...headers, ...name } })).json;
  };
  const textOf = async (name: string, given: Record<string, string> = {}) => {
    const { result } = await ask("prompts/get", { name, arguments: given });
    const [message] = (result?.messages ?? []) as { role: string; content: { text: string } }[];
    assert.equal(message?.role, "user");
    return message?.content.text ?? "";
  };

  test("the prompts are listed with their arguments, in a fixed order", async () => {
    const { result } = await ask("prompts/list");
    const prompts = result?.prompts as { name: string; arguments: { name: string }[] }[];
    assert.deepEqual(
      prompts.map(({ name }) => name),
      ["weekly_report", "traffic_drop_diagnosis", "campaign_review"],
    );
    for (const prompt of prompts) assert.ok(prompt.arguments.some(({ name }) => name === "project"));
  });

  test("every prompt works without arguments and names tools that exist alone", async () => {
    const known = new Set(TOOLS.map(({ name }) => name));
    for (const { name } of PROMPTS) {
      const text = await textOf(name);
      const named = text.match(/\b(?:get|list)_[a-z_]+/g) ?? [];
      assert.ok(named.length > 0 && named.every((tool) => known.has(tool)), `${name}: ${named.join(", ")}`);
      assert.doesNotMatch(text, /undefined|null with/);
    }
  });

  test("arguments stand in the text, cleaned and cut", async () => {
    const text = await textOf("campaign_review", { campaign: " spring\u202e_sale ", project: "x".repeat(500) });
    assert.match(text, /the campaign "spring_sale" of the project "x{199}…"/);
    assert.match(text, /\{"dimension":"utmCampaign","operator":"is","values":\["spring_sale"\]\}/);
  });

  test("a wrong argument and an unknown prompt are -32602 with what is allowed", async () => {
    const period = await ask("prompts/get", { name: "weekly_report", arguments: { week: "fortnight" } });
    assert.equal(period.error?.code, -32602);
    assert.match(period.error?.message ?? "", /week.*fortnight.*last_week, this_week/);
    const unknown = await ask("prompts/get", { name: "nothing" });
    assert.match(unknown.error?.message ?? "", /weekly_report, traffic_drop_diagnosis, campaign_review/);
  });

  test("the definitions hold every metric", async () => {
    const { result } = await ask("resources/read", { uri: "heliometer://definitions" });
    const text = firstText(result);
    for (const [name, meaning] of Object.entries(ALL_DEFINITIONS)) assert.ok(text.includes(`**${name}**: ${meaning}`));
  });

  test("each project has an overview with its zone, currency and the range of its data", async () => {
    const { result } = await ask("resources/list");
    const [, { uri = "" } = {}, ...more] = (result?.resources ?? []) as { uri?: string }[];
    assert.equal(more.length, 0);
    const read = await ask("resources/read", { uri });
    const text = firstText(read.result);
    assert.deepEqual(JSON.parse(text), {
      id: product.shop.id,
      name: "My shop",
      timezone: "Europe/Paris",
      currency: "USD",
      weekStart: "Monday",
      dataFrom: "2026-11-07T10:08:30+01:00",
      dataThrough: "2026-11-20T12:00:00+01:00",
      links: { dashboard: `http://localhost:3000/projects/${product.shop.id}` },
    });
  });

  test("a project without data says null", async () => {
    const read = await ask(
      "resources/read",
      { uri: `heliometer://projects/${product.blog.id}` },
      product.keys.personal,
    );
    const text = firstText(read.result);
    const { dataFrom, dataThrough } = JSON.parse(text);
    assert.deepEqual([dataFrom, dataThrough], [null, null]);
  });

  test("a foreign project and one that does not exist are the same -32602 with the address", async () => {
    for (const uri of [
      `heliometer://projects/${product.blog.id}`,
      "heliometer://projects/none",
      "file:///etc/passwd",
    ]) {
      const { error } = await ask("resources/read", { uri });
      assert.deepEqual([error?.code, error?.data], [-32602, { uri }]);
    }
  });

  test("the handshake era has them too", async () => {
    const headers = { "x-api-key": product.keys.read };
    for (const method of ["prompts/list", "resources/list", "resources/templates/list"]) {
      const { json } = await send(product.mcpUrl, { body: classicRequest(method), headers });
      assert.equal(json.error, undefined, method);
    }
  });
});

function firstText(result: Record<string, unknown> | undefined): string {
  const [first] = (result?.contents ?? []) as { text?: string }[];
  return first?.text ?? "";
}
