import { type IncomingMessage, request } from "node:http";
import { isIP, type Socket } from "node:net";
import { connect } from "node:tls";
import type { Network } from "./network.ts";
import { isPublicAddress } from "./public-address.ts";

const HTTPS_PORT = 443;
const DEADLINE_MS = 2_500;
/** A host may have several addresses; one that does not answer must not cost the whole time. */
const ADDRESSES_TRIED_MAX = 2;

/** Why a document could not be read, as a sentence that names its host. */
export class FetchRefused extends Error {
  override readonly name = "FetchRefused";
}

export interface GuardedFetch {
  network: Network;
  /** Largest body, in bytes. */
  bytesMax: number;
  /** For the whole of it: name, connection, TLS, answer. */
  deadlineMs?: number;
}

export interface Fetched {
  value: unknown;
  /** From `Cache-Control: max-age`, in seconds; null when it says nothing. */
  maxAgeSeconds: number | null;
}

/**
 * Reads JSON from a public https address that a stranger chose. Every address of the host is checked before anything is
 * connected, and the connection goes to exactly a checked one, so a name that changes its mind in between reaches
 * nothing. Only port 443; no redirects, cookies or compression.
 * @throws FetchRefused
 */
export async function guardedFetch(address: string, options: GuardedFetch): Promise<Fetched> {
  const url = new URL(address);
  const abort = new AbortController();
  const timer = setTimeout(
    () => abort.abort(new FetchRefused(`${url.host} took too long to answer.`)),
    options.deadlineMs ?? DEADLINE_MS,
  );
  try {
    const socket = await openTls(url, options.network, abort.signal);
    try {
      return await readJson(await sendGet(url, socket, abort.signal), url, options.bytesMax);
    } finally {
      socket.destroy();
    }
  } catch (error) {
    if (abort.signal.aborted) throw abort.signal.reason;
    if (error instanceof FetchRefused) throw error;
    throw new FetchRefused(`${url.host} cannot be reached${codeOf(error)}.`);
  } finally {
    clearTimeout(timer);
  }
}

/** Connects with TLS, to a checked address of the host. */
export async function openTls(url: URL, network: Network, signal: AbortSignal): Promise<Socket> {
  if (url.protocol !== "https:" || url.port !== "") throw new FetchRefused("Only https on port 443 is read.");
  const addresses = await checkedAddresses(url, network, signal);
  let fault: unknown;
  for (const address of addresses.slice(0, ADDRESSES_TRIED_MAX)) {
    try {
      return await handshake(url.hostname, { network, address, signal });
    } catch (error) {
      fault = error;
      signal.throwIfAborted();
    }
  }
  throw fault;
}

async function checkedAddresses(url: URL, network: Network, signal: AbortSignal): Promise<string[]> {
  const literal = url.hostname.replace(/^\[(.*)\]$/u, "$1");
  const addresses = isIP(literal) ? [literal] : await untilAborted(network.resolve(url.hostname), signal);
  if (addresses.length === 0) throw new FetchRefused(`${url.host} has no address.`);
  // One private address is enough: whoever mixes them in wants the other kind to be checked.
  if (!addresses.every(isPublicAddress)) throw new FetchRefused(`${url.host} is not a host of the public internet.`);
  return addresses;
}

function handshake(
  host: string,
  { network, address, signal }: { network: Network; address: string; signal: AbortSignal },
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = network.connect(address, HTTPS_PORT);
    const secure = connect({
      socket,
      ...(isIP(host) ? {} : { servername: host }),
      host,
      ALPNProtocols: ["http/1.1"],
      ...(network.ca === undefined ? {} : { ca: network.ca }),
    });
    const fail = (error: unknown) => {
      socket.destroy();
      secure.destroy();
      reject(error);
    };
    signal.addEventListener("abort", () => fail(signal.reason), { once: true });
    if (signal.aborted) return fail(signal.reason);
    socket.once("error", fail);
    secure.once("error", fail);
    secure.once("close", () => fail(new FetchRefused(`${host} closed the connection.`)));
    secure.once("secureConnect", () => resolve(secure));
  });
}

function sendGet(url: URL, socket: Socket, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { host: url.host, accept: "application/json", "accept-encoding": "identity", connection: "close" };
    const path = `${url.pathname}${url.search}`;
    const sent = request({ createConnection: () => socket, path, headers, signal, method: "GET" }, resolve);
    sent.once("error", reject);
    sent.end();
  });
}

async function readJson(response: IncomingMessage, { host }: URL, bytesMax: number): Promise<Fetched> {
  const { statusCode, headers } = response;
  if (statusCode !== 200) throw new FetchRefused(`${host} answered with status ${statusCode} instead of 200.`);
  const type = headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (type !== "application/json" && !/^application\/[\w.-]+\+json$/u.test(type)) {
    throw new FetchRefused(`${host} did not answer with JSON.`);
  }
  if ((headers["content-encoding"] ?? "identity") !== "identity") {
    throw new FetchRefused(`${host} answered in an encoding that was not asked for.`);
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new FetchRefused(`The document at ${host} is larger than ${bytesMax} bytes.`);
    chunks.push(chunk);
  }
  const maxAge = /(?:^|[\s,])max-age=(\d{1,9})(?:$|[\s,])/iu.exec(headers["cache-control"] ?? "")?.[1];
  return { value: parse(Buffer.concat(chunks), host), maxAgeSeconds: maxAge === undefined ? null : Number(maxAge) };
}

function parse(bytes: Buffer, host: string): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new FetchRefused(`The document at ${host} is not JSON.`);
  }
}

/** The code alone (`ECONNREFUSED`, `CERT_HAS_EXPIRED`): the rest of a message names addresses. */
function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
}

/** Name look-ups cannot be cancelled; whoever waits for one can stop waiting. */
function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}
