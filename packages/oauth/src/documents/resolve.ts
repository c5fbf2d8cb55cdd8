import { type Clock, networkOf } from "@heliometer/core";
import { createWindowLimit } from "../window-limit.ts";
import { FetchRefused } from "./guarded-fetch.ts";
import { type ClientDocument, isDocumentId, type ReadDocument, readDocument } from "./read-document.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A client whose document cannot be read at the moment goes on with the last good copy for this long. */
const LAST_GOOD_MS = 7 * 24 * HOUR_MS;
/** A copy that some node read this recently is as good as a new one. */
const FRESH_COPY_MS = MINUTE_MS;
const REFUSED_MS = MINUTE_MS;
const CACHED_MAX = 200;
const REFUSED_MAX = 1_000;
const FETCHES_PER_ADDRESS_AND_MINUTE = 20;
const FETCHES_PER_HOST_AND_MINUTE = 60;
const FETCHES_PER_MINUTE = 300;
/** Documents that were never seen before, from one address: as many as registrations. */
const NEW_PER_ADDRESS_AND_HOUR = 20;
const NEW_PER_HOUR = 1_000;

export type Metadata = Record<string, unknown>;

/** The last good copies, which all nodes share. */
export interface DocumentStore {
  find(id: string): Promise<{ metadata: Metadata; fetchedAt: number } | null>;
  save(id: string, metadata: Metadata): Promise<void>;
}

/** Who asks for a client. */
interface Asking {
  /** Of the request; null for our own pages. */
  address: string | null;
  /** A new authorization begins, which takes the document as it is now or not at all. */
  isBeginning: boolean;
}

export interface DocumentClients {
  /** @throws FetchRefused when there is neither a document nor a copy that may stand in for it */
  find(id: string, asking: Asking): Promise<Metadata>;
}

interface DocumentClientsOptions extends ReadDocument {
  clock: Clock;
  store: DocumentStore;
  /** Whether documents are read at all; without, copies serve the connections that exist. */
  reads: boolean;
}

/** Clients that are known by the address of their document. Reading is limited by requester, host and in total. */
export function createDocumentClients(options: DocumentClientsOptions): DocumentClients {
  const { clock, store, network, redirectPolicy, reads } = options;
  const cached = new Map<string, { metadata: Metadata; until: number }>();
  const refused = new Map<string, { reason: FetchRefused; until: number }>();
  const running = new Map<string, Promise<Metadata>>();
  const limit = createLimits(clock);

  async function find(id: string, { address, isBeginning }: Asking): Promise<Metadata> {
    const hit = cached.get(id);
    if (hit && hit.until > clock()) return hit.metadata;
    const copy = await store.find(id);
    const age = copy === null ? Number.POSITIVE_INFINITY : Math.abs(clock() - copy.fetchedAt);
    if (copy && reads && age < FRESH_COPY_MS) return copy.metadata;
    try {
      return await (running.get(id) ?? begin(id, { address, isNew: copy === null }));
    } catch (error) {
      if (!(error instanceof FetchRefused)) throw error;
      if (copy && !isBeginning && age < LAST_GOOD_MS) return copy.metadata;
      throw error;
    }
  }

  function begin(id: string, asked: { address: string | null; isNew: boolean }): Promise<Metadata> {
    const reading = read(id, asked).finally(() => running.delete(id));
    running.set(id, reading);
    return reading;
  }

  async function read(id: string, asked: { address: string | null; isNew: boolean }): Promise<Metadata> {
    if (!reads) throw new FetchRefused("This server does not read client documents.");
    if (!isDocumentId(id)) throw new FetchRefused("The client_id is no address that a client document can have.");
    const earlier = refused.get(id);
    if (earlier && earlier.until > clock()) throw earlier.reason;
    limit(new URL(id).hostname, asked);
    try {
      const document = await readDocument(id, { network, redirectPolicy });
      await keep(id, document);
      return document.metadata;
    } catch (error) {
      if (error instanceof FetchRefused)
        put(refused, REFUSED_MAX, [id, { reason: error, until: clock() + REFUSED_MS }]);
      throw error;
    }
  }

  async function keep(id: string, { metadata, freshSeconds }: ClientDocument): Promise<void> {
    await store.save(id, metadata);
    put(cached, CACHED_MAX, [id, { metadata, until: clock() + freshSeconds * 1_000 }]);
  }

  return { find };
}

/** The longest known entry makes room. */
function put<Value>(map: Map<string, Value>, most: number, [key, value]: [string, Value]): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= most) break;
    map.delete(oldest);
  }
}

function createLimits(clock: Clock) {
  const ofMinute = (perKey: number) =>
    createWindowLimit({ windowMs: MINUTE_MS, perKey, total: FETCHES_PER_MINUTE, clock });
  const byAddress = ofMinute(FETCHES_PER_ADDRESS_AND_MINUTE);
  const byHost = ofMinute(FETCHES_PER_HOST_AND_MINUTE);
  const unseen = createWindowLimit({
    windowMs: HOUR_MS,
    perKey: NEW_PER_ADDRESS_AND_HOUR,
    total: NEW_PER_HOUR,
    clock,
  });
  return (host: string, { address, isNew }: { address: string | null; isNew: boolean }): void => {
    const requester = address === null ? "ourselves" : networkOf(address);
    const wait = byAddress.count(requester) ?? byHost.count(host) ?? (isNew ? unseen.count(requester) : null);
    if (wait !== null)
      throw new FetchRefused(`Too many client documents were asked for. Try again in ${wait} seconds.`);
  };
}
