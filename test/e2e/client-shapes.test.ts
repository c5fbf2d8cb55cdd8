import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import {
  answerConsent,
  CLIENT_SHAPES,
  type ReplayTarget,
  replayAuthorization,
  replaySession,
} from "@heliometer/oauth/testing";
import { startDemo } from "../support/demo.ts";
import { removeDirectory, type StartedProduct } from "../support/product.ts";

suite("recorded requests of real clients, from the first probe to the answer of a tool", () => {
  let product: StartedProduct;
  before(async () => {
    // Each client comes from an address of its own, as the limit of registrations counts addresses.
    product = await startDemo({ env: { TRUST_PROXY: "1", MCP_CALLS_PER_MINUTE: "0" } });
  });
  after(async () => {
    await product.stop();
    removeDirectory(product.dataDirectory);
  });

  function targetOf(index: number): ReplayTarget {
    return {
      origin: product.origin,
      approve: (url) => answerConsent(url, product.demo()),
      headers: { "x-forwarded-for": `192.0.2.${index + 1}` },
    };
  }

  for (const [index, shape] of CLIENT_SHAPES.entries()) {
    // Documents lie outside: the server's own tests replay those over a faked internet.
    if ("registration" in shape.identity) {
      test(`${shape.name} gets a token, renews it and calls a tool`, async () => {
        const target = targetOf(index);
        const { refreshed } = await replayAuthorization(target, shape);
        const result = await replaySession(target, shape, { authorization: `Bearer ${refreshed.access_token}` });
        assert.equal(result.isError ?? false, false);
        assert.ok(JSON.stringify(result).includes("uniqueVisitors"));
      });
    }

    test(`${shape.name} calls a tool with a key`, async () => {
      const key = product.demo().secretKey;
      const credential = shape.name === "Mistral" ? { authorization: `Bearer ${key}` } : { "x-api-key": key };
      const result = await replaySession(targetOf(index), shape, credential);
      assert.equal(result.isError ?? false, false);
    });
  }
});
