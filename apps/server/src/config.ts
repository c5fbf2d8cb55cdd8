import { resolve } from "node:path";
import {
  RATE_KINDS,
  RATE_LIMITS,
  type RateLimits,
  SERVER_CALLS,
  SERVER_RATE_LIMITS,
  type ServerRateLimits,
} from "@heliometer/ingest";
import { z } from "zod";

/** Everything the environment can say, with meaning. Frozen; nothing else reads the environment. */
export interface Config {
  publicUrl: URL;
  host: string;
  port: number;
  dataDirectory: string;
  /** Postgres for control data and events; null: SQLite and DuckDB in the data directory. */
  databaseUrl: string | null;
  /** ClickHouse for events, wherever the control data are. */
  clickhouseUrl: string | null;
  /** The cluster over which ClickHouse's tables are spread; null: one server. */
  clickhouseCluster: string | null;
  /** A report that takes longer is stopped inside the engine. */
  queryTimeoutSeconds: number;
  /** Seals the instance's own keys; null: made once and kept in the data directory. */
  secretKey: string | null;
  logLevel: (typeof LOG_LEVELS)[number];
  mcp: McpConfig;
  ingest: IngestConfig;
  /** Of one secret key, all calls about money together. */
  revenueCallsPerMinute: number;
  /** A file of places in the MMDB format; null: the one that comes along, which knows countries. */
  geoipPath: string | null;
  /** Proxies between the internet and this process whose X-Forwarded-For is believed. */
  trustedProxies: number;
  /** How long an access token of an assistant is good; revoking ends it at once in any case. */
  accessTokenMinutes: number;
  /** Whether an assistant may be known by the address of its document: when that works, always, or never. */
  clientDocuments: (typeof CLIENT_DOCUMENTS)[number];
  /** Where assistants may return to: the only https hosts (empty: any), and custom addresses beyond those of editors. */
  redirectPolicy: { hosts: readonly string[]; prefixes: readonly string[] };
}

/** What the environment says about the MCP endpoint. */
interface McpConfig {
  /** Web origins that may call it from a browser, beside the own one and those of this machine. */
  allowedOrigins: readonly string[];
  /** Host names under which it is reached, beside that of the public address. */
  allowedHosts: readonly string[];
  /** Calls of one credential in a minute; 0 does not limit them. */
  callsPerMinute: number;
  /** How long calls are kept in the call log; 0 keeps none. */
  callLogDays: number;
}

/** What the environment says about the collection of events. */
interface IngestConfig {
  rates: RateLimits;
  /** Of one secret key. */
  serverRates: ServerRateLimits;
  /** Below that nothing is accepted; 0 does not look. */
  freeDiskBytes: number;
  /** What may wait in the journal while the event store is away. */
  backlogBytes: number;
}

/** A wrong environment: the message lists every variable at fault, one sentence each. */
export class ConfigError extends Error {
  constructor(sentences: readonly string[]) {
    super(sentences.join("\n"));
    this.name = "ConfigError";
  }
}

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
const CLIENT_DOCUMENTS = ["auto", "on", "off"] as const;
const ACCESS_TOKEN_MINUTES = { least: 5, most: 1_440 };
const SECRET_KEY_CHARACTERS_MIN = 32;
const PORT_MAX = 65_535;
const PROXIES_MAX = 10;
const CALL_LOG_DAYS_MAX = 3_650;
const CALLS_PER_MINUTE_MAX = 1_000_000;
const QUERY_TIMEOUT_SECONDS_MAX = 600;
const REVENUE_CALLS_PER_MINUTE = 500;
const PROJECT_PER_MINUTE_MAX = 100_000_000;
const PER_MINUTE_MAX = 1_000_000;
const MEGABYTES_MAX = 1_000_000;
const BYTES_PER_MB = 1_048_576;
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

const wholeNumber = (name: string, max: number, example: string) =>
  z
    .string()
    .regex(/^\d+$/, `${name} must be a whole number from 0 to ${max}, for example ${example}.`)
    .transform(Number)
    .refine((value) => value <= max, `${name} must be a whole number from 0 to ${max}, for example ${example}.`);

const listOf = (name: string, entry: RegExp, example: string) =>
  z
    .string()
    .transform((text) => text.split(",").map((part) => part.trim().toLowerCase()))
    .refine(
      (parts) => parts.every((part) => entry.test(part)),
      `${name} must be a list with commas, for example ${example}.`,
    )
    .default([]);

const Environment = z.object({
  PUBLIC_URL: z.string().transform(readPublicUrl).optional(),
  HOST: z.string().min(1).default("127.0.0.1"),
  PORT: wholeNumber("PORT", PORT_MAX, "3000").default(3000),
  DATA_DIR: z.string().min(1).default("./data"),
  DATABASE_URL: z
    .string()
    .regex(
      /^postgres(ql)?:\/\//,
      "DATABASE_URL must start with postgres://, for example postgres://user:password@localhost:5432/heliometer.",
    )
    .optional(),
  CLICKHOUSE_URL: z
    .string()
    .regex(
      /^https?:\/\//,
      "CLICKHOUSE_URL must start with http:// or https://, for example http://default:password@localhost:8123/heliometer.",
    )
    .optional(),
  CLICKHOUSE_CLUSTER: z
    .string()
    .regex(/^(\w+|\{\w+\})$/, "CLICKHOUSE_CLUSTER must be the name of a cluster, or a macro such as {cluster}.")
    .optional(),
  QUERY_TIMEOUT_SECONDS: wholeNumber("QUERY_TIMEOUT_SECONDS", QUERY_TIMEOUT_SECONDS_MAX, "30")
    .refine((seconds) => seconds > 0, "QUERY_TIMEOUT_SECONDS must be at least 1.")
    .default(30),
  SECRET_KEY: z
    .string()
    .min(
      SECRET_KEY_CHARACTERS_MIN,
      `SECRET_KEY must have at least ${SECRET_KEY_CHARACTERS_MIN} characters; make one with: openssl rand -hex 32`,
    )
    .optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS, `LOG_LEVEL must be one of ${LOG_LEVELS.join(", ")}.`).default("info"),
  MCP_ALLOWED_ORIGINS: listOf(
    "MCP_ALLOWED_ORIGINS",
    /^https?:\/\/[a-z0-9.-]+(:\d+)?$/,
    "https://inspector.example.com",
  ),
  MCP_ALLOWED_HOSTS: listOf("MCP_ALLOWED_HOSTS", /^[a-z0-9.-]+$/, "analytics.internal.example.com"),
  MCP_CALL_LOG_DAYS: wholeNumber("MCP_CALL_LOG_DAYS", CALL_LOG_DAYS_MAX, "90").default(90),
  MCP_CALLS_PER_MINUTE: wholeNumber("MCP_CALLS_PER_MINUTE", CALLS_PER_MINUTE_MAX, "100").default(100),
  GEOIP_DB: z.string().min(1).optional(),
  TRUST_PROXY: wholeNumber("TRUST_PROXY", PROXIES_MAX, "1 (the number of proxies in front)").default(0),
  ACCESS_TOKEN_MINUTES: wholeNumber("ACCESS_TOKEN_MINUTES", ACCESS_TOKEN_MINUTES.most, "60")
    .refine(
      (minutes) => minutes >= ACCESS_TOKEN_MINUTES.least,
      `ACCESS_TOKEN_MINUTES must be at least ${ACCESS_TOKEN_MINUTES.least}.`,
    )
    .default(ACCESS_TOKEN_MINUTES.most),
  INGEST_PER_MINUTE: ratesOf("INGEST_PER_MINUTE", RATE_KINDS, "pageview=120,event=300").optional(),
  SERVER_API_PER_MINUTE: ratesOf(
    "SERVER_API_PER_MINUTE",
    [...SERVER_CALLS, "revenue"],
    "track=1000,revenue=500",
  ).optional(),
  INGEST_PROJECT_PER_MINUTE: wholeNumber("INGEST_PROJECT_PER_MINUTE", PROJECT_PER_MINUTE_MAX, "600000").default(
    RATE_LIMITS.project,
  ),
  INGEST_FREE_DISK_MB: wholeNumber("INGEST_FREE_DISK_MB", MEGABYTES_MAX, "256").default(256),
  INGEST_BACKLOG_MB: wholeNumber("INGEST_BACKLOG_MB", MEGABYTES_MAX, "1024")
    .refine((megabytes) => megabytes > 0, "INGEST_BACKLOG_MB must be at least 1.")
    .default(1_024),
  OAUTH_REDIRECT_HOSTS: listOf("OAUTH_REDIRECT_HOSTS", /^[a-z0-9.-]+(?::\d+)?$/, "claude.ai,claude.com,chatgpt.com"),
  // Neither the web's own schemes nor those that a browser runs.
  OAUTH_REDIRECT_PREFIXES: listOf(
    "OAUTH_REDIRECT_PREFIXES",
    /^(?!(?:https?|javascript|data|file|blob|about|vbscript):)[a-z][a-z0-9+.-]*:\/\/[\w./-]*$/,
    "myeditor://oauth/",
  ),
  CLIENT_DOCUMENTS: z
    .enum(CLIENT_DOCUMENTS, `CLIENT_DOCUMENTS must be one of ${CLIENT_DOCUMENTS.join(", ")}.`)
    .default("auto"),
});

/**
 * Reads and checks the environment (the process's own unless another is handed in).
 * @throws ConfigError naming every variable that is wrong, or that contradicts another.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Config {
  // An empty value is what a compose file passes for "not set".
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map(describeIssue));
  const values = parsed.data;
  const { revenue = REVENUE_CALLS_PER_MINUTE, ...serverRates } = values.SERVER_API_PER_MINUTE ?? {};
  const config: Config = {
    publicUrl: values.PUBLIC_URL ?? new URL(`http://localhost:${values.PORT}`),
    host: values.HOST,
    port: values.PORT,
    dataDirectory: resolve(values.DATA_DIR),
    databaseUrl: values.DATABASE_URL ?? null,
    clickhouseUrl: values.CLICKHOUSE_URL ?? null,
    clickhouseCluster: values.CLICKHOUSE_CLUSTER ?? null,
    queryTimeoutSeconds: values.QUERY_TIMEOUT_SECONDS,
    secretKey: values.SECRET_KEY ?? null,
    logLevel: values.LOG_LEVEL,
    mcp: {
      allowedOrigins: values.MCP_ALLOWED_ORIGINS,
      allowedHosts: values.MCP_ALLOWED_HOSTS,
      callsPerMinute: values.MCP_CALLS_PER_MINUTE,
      callLogDays: values.MCP_CALL_LOG_DAYS,
    },
    ingest: {
      rates: {
        visitor: { ...RATE_LIMITS.visitor, ...values.INGEST_PER_MINUTE },
        project: values.INGEST_PROJECT_PER_MINUTE,
      },
      serverRates: { ...SERVER_RATE_LIMITS, ...serverRates },
      freeDiskBytes: values.INGEST_FREE_DISK_MB * BYTES_PER_MB,
      backlogBytes: values.INGEST_BACKLOG_MB * BYTES_PER_MB,
    },
    revenueCallsPerMinute: revenue,
    geoipPath: values.GEOIP_DB === undefined ? null : resolve(values.GEOIP_DB),
    trustedProxies: values.TRUST_PROXY,
    accessTokenMinutes: values.ACCESS_TOKEN_MINUTES,
    clientDocuments: values.CLIENT_DOCUMENTS,
    redirectPolicy: { hosts: values.OAUTH_REDIRECT_HOSTS, prefixes: values.OAUTH_REDIRECT_PREFIXES },
  };
  refuseContradictions(config, given);
  return Object.freeze(config);
}

function refuseContradictions(config: Config, given: Readonly<Record<string, string | undefined>>): void {
  const sentences: string[] = [];
  if (config.databaseUrl && !config.secretKey) {
    sentences.push(
      "SECRET_KEY is required together with DATABASE_URL, because every node needs the same one; make it with: openssl rand -hex 32",
    );
  }
  if (config.clickhouseCluster && !config.clickhouseUrl) {
    sentences.push("CLICKHOUSE_CLUSTER is given without CLICKHOUSE_URL, the address of one of its servers.");
  }
  if (!given.PUBLIC_URL && !LOOPBACK.has(config.host) && config.host !== "::1") {
    sentences.push(
      `PUBLIC_URL is required when HOST is ${config.host}: it is the address that people and assistants type, for example https://analytics.example.com.`,
    );
  }
  if (sentences.length > 0) throw new ConfigError(sentences);
}

function readPublicUrl(text: string, context: z.RefinementCtx): URL {
  const example = "for example https://analytics.example.com";
  const url = URL.canParse(text) ? new URL(text) : null;
  const fail = (rule: string): never => {
    context.addIssue({ code: "custom", message: `PUBLIC_URL ${rule}, ${example}.` });
    return z.NEVER as never;
  };
  if (!url || (url.protocol !== "https:" && url.protocol !== "http:")) return fail("must be an http or https address");
  if (url.protocol === "http:" && !LOOPBACK.has(url.hostname))
    return fail("must be https unless the host is localhost");
  if (url.pathname !== "/" || url.search || url.hash || url.username)
    return fail("must be a bare origin without path, query or user");
  return url;
}

/** `pageview=120,event=300`: other limits than the standing ones, by kind. */
function ratesOf<Kind extends string>(name: string, kinds: readonly Kind[], example: string) {
  return z.string().transform((text, context): Partial<Record<Kind, number>> => {
    const pairs = text.split(",").map((part) => part.trim().split("="));
    const isGood = pairs.every(
      ([kind = "", count = ""]) =>
        kinds.some((known) => known === kind) && /^\d+$/.test(count) && Number(count) <= PER_MINUTE_MAX,
    );
    if (isGood) return Object.fromEntries(pairs.map(([kind, count]) => [kind, Number(count)])) as Record<Kind, number>;
    const message = `${name} must be a list of kinds with whole numbers from 0 (no limit) to ${PER_MINUTE_MAX}, for example ${example}; kinds are ${kinds.join(", ")}.`;
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  });
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const name = issue.path.join(".");
  return issue.message.includes(name) ? issue.message : `${name}: ${issue.message}.`;
}
