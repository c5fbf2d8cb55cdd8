import assert from "node:assert/strict";
import { test } from "node:test";
import { createFormTokens } from "./form-token.ts";

test("a token fits the binding that it was made for and no other", () => {
  const tokens = createFormTokens(["secret"]);
  const binding = { purpose: "consent", holder: "session-1", interaction: "uid-1" } as const;
  const token = tokens.sign(binding);
  assert.equal(tokens.matches(binding, token), true);
  assert.equal(tokens.matches({ ...binding, holder: "session-2" }, token), false);
  assert.equal(tokens.matches({ ...binding, interaction: "uid-2" }, token), false);
  assert.equal(tokens.matches({ purpose: "session", holder: "session-1" }, token), false);
  assert.equal(tokens.matches(binding, null), false);
  assert.equal(tokens.matches(binding, ""), false);
  assert.equal(createFormTokens(["another"]).matches(binding, token), false);
});

test("the parts of a binding cannot be shifted into each other", () => {
  const tokens = createFormTokens(["secret"]);
  const token = tokens.sign({ purpose: "consent", holder: "a", interaction: "bc" });
  assert.equal(tokens.matches({ purpose: "consent", holder: "ab", interaction: "c" }, token), false);
});

test("a new secret signs from then on, and what the old one has signed stays good", () => {
  const secrets = ["old"];
  const tokens = createFormTokens(secrets);
  const binding = { purpose: "session", holder: "session-1" } as const;
  const before = tokens.sign(binding);
  secrets.unshift("new");
  assert.notEqual(tokens.sign(binding), before);
  assert.equal(tokens.matches(binding, before), true);
  secrets.pop();
  assert.equal(tokens.matches(binding, before), false);
});
