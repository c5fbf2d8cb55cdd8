// chDB, the engine of ClickHouse as a library, behind the part of ClickHouse's HTTP interface that its client speaks:
// node chdb-process.ts DIRECTORY. Prints the port. A process of its own, because a crash of the engine takes the process
// with it, and because it knows one directory for as long as it lives.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { Session } from "chdb";

const directory = process.argv[2];
if (directory === undefined) throw new Error("Which directory?");

/** Parameters of a request that are no settings of a query. */
const NO_SETTINGS = new Set([
  "query",
  "query_id",
  "database",
  "session_id",
  "role",
  "default_format",
  "wait_end_of_query",
]);
/** Over the few rows of a test, more threads and compiled expressions cost more than they save. */
const FOR_FEW_ROWS = [
  "--max_threads=1",
  "--compile_expressions=0",
  "--compile_aggregate_expressions=0",
  "--compile_sort_description=0",
];
const HEADERS_MAX = 1_048_576;
const UNKNOWN_CODE = "1002";

interface Lane {
  readonly session: Session;
  readonly key: string;
}

/** A session keeps what it has been told, so each set of settings has sessions of its own, one for each query under way. */
const idle: Lane[] = [];

function takeLane(url: URL): Lane {
  const settings = [...url.searchParams].filter(([name]) => !NO_SETTINGS.has(name) && !name.startsWith("param_"));
  const connectionArgs = [...FOR_FEW_ROWS, ...settings.map(([name, value]) => `--${name}=${value}`).sort()];
  const database = url.searchParams.get("database");
  const key = JSON.stringify([database, connectionArgs]);
  const place = idle.findIndex((lane) => lane.key === key);
  const [known] = place < 0 ? [] : idle.splice(place, 1);
  if (known) return known;
  const session = new Session(directory, { connectionArgs });
  if (database !== null) session.query(`use ${database}`);
  return { session, key };
}

/** How the HTTP interface writes a value of a placeholder. */
function readValue(text: string): string | null {
  if (text === "\\N") return null;
  const escapes: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r" };
  return text.replace(/\\(.)/gs, (_, letter: string) => escapes[letter] ?? letter);
}

/** The library gives a query an id of its own; the one that the client gave is found again in a comment. */
function mark(sql: string, queryId: string): string {
  const killed = /^kill query where query_id = '([0-9a-f-]+)'/.exec(sql);
  if (killed) return `kill query where query like '/* ${killed[1]} */%'`;
  return queryId === "" ? sql : `/* ${queryId} */ ${sql}`;
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://localhost");
  const body = await buffer(request);
  const query = url.searchParams.get("query");
  const text = query === null ? body.toString() : `${query}\n${body.toString()}`;
  const values = [...url.searchParams].filter(([name]) => name.startsWith("param_"));
  const named = Object.fromEntries(values.map(([name, value]) => [name.slice("param_".length), readValue(value)]));
  const lane = takeLane(url);
  try {
    const sql = mark(text, url.searchParams.get("query_id") ?? "");
    const result = await (values.length > 0 ? lane.session.queryBindAsync(sql, named) : lane.session.queryAsync(sql));
    response.writeHead(200, { "content-type": "application/octet-stream" }).end(result.bytes());
    idle.push(lane);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const code = /Code: (\d+)/.exec(message)?.[1] ?? UNKNOWN_CODE;
    response.writeHead(500, { "x-clickhouse-exception-code": code }).end(message);
    // What a failed query had written already would stand before the next answer.
    lane.session.close();
  }
}

const server = createServer({ maxHeaderSize: HEADERS_MAX }, (request, response) => {
  answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
// Whoever started this process is gone when its input ends.
process.stdin.on("end", () => process.exit(0)).resume();
