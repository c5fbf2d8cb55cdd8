import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { suite, test } from "node:test";
import { createCatalogue } from "./catalogue.ts";
import { INSTRUCTIONS } from "./instructions.ts";
import { isRecord } from "./json-rpc.ts";
import { PUBLISHED_PROMPTS } from "./prompts/index.ts";
import { TOOLS } from "./tools/index.ts";

const LIST_BYTES_MAX = 16_384;
/** Of the tools, the instructions and the prompts, as every client gets them. */
const REVIEWED_HASH = "b4403770b1ab2969bf802c8547b439933f22058dab55747ed136c76cbc83b922";
const ORDERS = /\b(?:always|must|never|ignore|before using|first call|do not)\b/i;

suite("the catalogue", () => {
  const tools = createCatalogue(TOOLS).list(["analytics:read", "revenue:read", "customers:read"]);

  test("holds the tools in a fixed order", () => {
    assert.deepEqual(
      tools.map(({ name }) => name),
      [
        "get_analytics",
        "get_timeseries",
        "get_realtime",
        "get_top_pages",
        "get_traffic_sources",
        "get_top_locations",
        "get_events",
        "get_revenue",
        "get_revenue_timeseries",
        "get_top_customers",
        "get_channel_roi",
        "list_projects",
      ],
    );
  });

  test("fits into 16 KB", () => {
    assert.ok(Buffer.byteLength(JSON.stringify({ tools })) <= LIST_BYTES_MAX);
  });

  test("is the one that was reviewed: whoever changes a word of it changes the hash here, and says so in CHANGELOG.md", () => {
    const hash = createHash("sha256").update(JSON.stringify({ tools, INSTRUCTIONS, PUBLISHED_PROMPTS })).digest("hex");
    assert.equal(hash, REVIEWED_HASH);
  });

  for (const tool of tools) {
    test(`${tool.name} has a name, a title, a description and hints that directories ask for`, () => {
      assert.match(tool.name, /^[a-z_]{1,40}$/);
      assert.ok(tool.title);
      const description = tool.description ?? "";
      assert.ok(description.length >= 200 && description.length <= 600, String(description.length));
      assert.doesNotMatch(description, ORDERS);
      assert.deepEqual(tool.annotations, {
        readOnlyHint: true,
        destructiveHint: false,
        idempotentHint: true,
        openWorldHint: false,
      });
    });

    test(`${tool.name} has schemas that every client reads`, () => {
      for (const schema of [tool.inputSchema, tool.outputSchema]) {
        assert.equal(schema?.type, "object");
        assert.doesNotMatch(JSON.stringify(schema), /"(?:\$ref|\$schema|format|pattern)"|9007199254740991/);
        for (const keyword of ["anyOf", "oneOf", "allOf"]) assert.ok(!(keyword in (schema ?? {})));
      }
      for (const [name, property] of Object.entries(tool.inputSchema.properties ?? {})) {
        const description = isRecord(property) ? property.description : undefined;
        assert.ok(typeof description === "string" && /e\.g\.|such as/.test(description), `${name}: ${description}`);
      }
    });
  }

  test("the instructions stand alone in their first 512 characters and have 2,000 at most", () => {
    const [first] = INSTRUCTIONS.split("\n\n");
    assert.ok((first?.length ?? 0) <= 512);
    assert.ok(INSTRUCTIONS.length <= 2_000, String(INSTRUCTIONS.length));
    assert.doesNotMatch(INSTRUCTIONS, ORDERS);
    for (const { name } of TOOLS) assert.ok(INSTRUCTIONS.includes(name), name);
  });
});
