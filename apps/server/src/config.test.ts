import assert from "node:assert/strict";
import { test } from "node:test";
import { ConfigError, readConfig } from "./config.ts";

function faultsOf(environment: Record<string, string>): string[] {
  try {
    readConfig(environment);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.message.split("\n");
  }
  return [];
}

test("an empty environment is the product on localhost with its data beside it", () => {
  const config = readConfig({});
  assert.equal(config.publicUrl.origin, "http://localhost:3000");
  assert.equal(config.host, "127.0.0.1");
  assert.equal(config.databaseUrl, null);
  assert.ok(config.dataDirectory.endsWith("/data"));
});

test("the public URL follows the port unless it is given", () => {
  assert.equal(readConfig({ PORT: "4100" }).publicUrl.origin, "http://localhost:4100");
  assert.equal(readConfig({ PUBLIC_URL: "https://a.example", PORT: "4100" }).publicUrl.origin, "https://a.example");
});

test("limits of visitors are changed kind by kind", () => {
  const { visitor, project } = readConfig({ INGEST_PER_MINUTE: "pageview=10, error=0" }).ingest.rates;
  assert.deepEqual([visitor.pageview, visitor.error, visitor.event, project], [10, 0, 300, 600_000]);
});

test("an empty value counts as not set", () => {
  assert.equal(readConfig({ DATABASE_URL: "", PORT: "" }).port, 3000);
});

const WRONG: readonly [Record<string, string>, RegExp][] = [
  [{ PORT: "80a" }, /^PORT must be a whole number from 0 to 65535/],
  [{ PORT: "70000" }, /^PORT must be/],
  [{ PUBLIC_URL: "analytics.example.com" }, /^PUBLIC_URL must be an http or https address/],
  [{ PUBLIC_URL: "http://analytics.example.com" }, /^PUBLIC_URL must be https unless the host is localhost/],
  [{ PUBLIC_URL: "https://analytics.example.com/app" }, /^PUBLIC_URL must be a bare origin/],
  [{ PUBLIC_URL: "https://user@analytics.example.com" }, /^PUBLIC_URL must be a bare origin/],
  [{ DATABASE_URL: "mysql://localhost/x" }, /^DATABASE_URL must start with postgres:\/\//],
  [{ DATABASE_URL: "postgres://localhost/x" }, /^SECRET_KEY is required together with DATABASE_URL/],
  [{ CLICKHOUSE_URL: "localhost:8123" }, /^CLICKHOUSE_URL must start with http/],
  [{ QUERY_TIMEOUT_SECONDS: "0" }, /^QUERY_TIMEOUT_SECONDS must be at least 1/],
  [{ SECRET_KEY: "short" }, /^SECRET_KEY must have at least 32 characters/],
  [{ LOG_LEVEL: "loud" }, /^LOG_LEVEL must be one of/],
  [{ TRUST_PROXY: "yes" }, /^TRUST_PROXY must be a whole number/],
  [{ MCP_ALLOWED_HOSTS: "https://a.example" }, /^MCP_ALLOWED_HOSTS must be a list with commas/],
  [{ MCP_ALLOWED_ORIGINS: "a.example" }, /^MCP_ALLOWED_ORIGINS must be a list with commas/],
  [{ ACCESS_TOKEN_MINUTES: "4" }, /^ACCESS_TOKEN_MINUTES must be at least 5/],
  [{ ACCESS_TOKEN_MINUTES: "1441" }, /^ACCESS_TOKEN_MINUTES must be a whole number from 0 to 1440/],
  [
    { INGEST_PER_MINUTE: "pageview=many" },
    /^INGEST_PER_MINUTE must be a list of kinds .* pageview=120,event=300; kinds are/,
  ],
  [{ INGEST_PER_MINUTE: "views=3" }, /^INGEST_PER_MINUTE must be a list/],
  [
    { SERVER_API_PER_MINUTE: "track=1e9" },
    /^SERVER_API_PER_MINUTE must be a list .* kinds are track, identify, user_id, batch, revenue/,
  ],
  [{ INGEST_PROJECT_PER_MINUTE: "-1" }, /^INGEST_PROJECT_PER_MINUTE must be a whole number/],
  [{ INGEST_FREE_DISK_MB: "1GB" }, /^INGEST_FREE_DISK_MB must be a whole number/],
  [{ INGEST_BACKLOG_MB: "0" }, /^INGEST_BACKLOG_MB must be at least 1/],
  [{ OAUTH_REDIRECT_HOSTS: "https://claude.ai" }, /^OAUTH_REDIRECT_HOSTS must be a list with commas/],
  [{ OAUTH_REDIRECT_PREFIXES: "javascript://x" }, /^OAUTH_REDIRECT_PREFIXES must be a list with commas/],
  [{ CLIENT_DOCUMENTS: "yes" }, /^CLIENT_DOCUMENTS must be one of auto, on, off/],
  [{ HOST: "0.0.0.0" }, /^PUBLIC_URL is required when HOST is 0\.0\.0\.0/],
];

for (const [environment, sentence] of WRONG) {
  test(`${JSON.stringify(environment)} is refused with a sentence that names the variable`, () => {
    const faults = faultsOf(environment);
    assert.equal(faults.length, 1, faults.join(" | "));
    assert.match(faults[0] ?? "", sentence);
  });
}

test("the secret key's value never stands in the message", () => {
  assert.ok(!faultsOf({ SECRET_KEY: "hunter2" }).join("").includes("hunter2"));
});
