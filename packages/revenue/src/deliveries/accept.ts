import { InvalidInput, NotFound } from "@heliometer/core";
import { seal } from "@heliometer/db";
import { openSecret } from "../connections/secrets.ts";
import { PROVIDERS } from "../providers/catalogue.ts";
import type { DeliveryHead, Provider } from "../providers/provider.ts";
import type { DeskContext } from "./desk-context.ts";
import { findConnectionOf, storeDeliveries } from "./inbox.ts";
import type { Refusals } from "./refusals.ts";

/** A delivery as it came over HTTP. */
export interface IncomingDelivery {
  /** As the address names them. */
  readonly provider: string;
  readonly connectionId: string;
  /** The bytes as they came. */
  readonly body: Uint8Array;
  /** A header of the request, by its name in lower case. */
  readonly header: (name: string) => string | undefined;
}

const CONNECTION_ID = /^[0-9a-f-]{36}$/;
const EVENT_ID = /^[\w-]{1,200}$/;
const EVENT_TYPE_CHARACTERS_MAX = 100;

/**
 * Takes a delivery in and returns as soon as it is safe; it is applied afterwards.
 * @throws NotFound for an address that is nobody's.
 * @throws InvalidInput for a delivery that is not by its provider, or an old one; it is logged and counted.
 */
export async function acceptDelivery(
  ctx: DeskContext & { readonly refusals: Refusals },
  incoming: IncomingDelivery,
): Promise<void> {
  const { provider, connection } = await findAddressee(ctx, incoming);
  const { body } = incoming;
  const head = await check(ctx, { provider, connection }, incoming).catch((error: unknown) => {
    if (error instanceof InvalidInput) {
      ctx.log.warn(
        { connection: connection.id, provider: provider.name, reason: error.message },
        "A delivery was refused",
      );
      ctx.refusals.count(connection.id, { at: ctx.clock(), reason: error.message });
    }
    throw error;
  });
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");
  await storeDeliveries(ctx.db, [
    {
      connection_id: connection.id,
      event_id: head.id,
      project_id: connection.project_id,
      event_type: head.type.slice(0, EVENT_TYPE_CHARACTERS_MAX),
      received_at: ctx.clock(),
      payload: seal(sealOfDelivery(ctx.secret.secretKey, connection.id, head.id), text),
    },
  ]);
}

/** What opens the payload of a delivery: bound to its place. */
export function sealOfDelivery(secretKey: string, connectionId: string, eventId: string) {
  return { secretKey, name: `revenue delivery ${connectionId} ${eventId}` };
}

interface Addressee {
  readonly provider: Provider;
  readonly connection: { id: string; project_id: string; sealed_signing_secret: string | null };
}

async function findAddressee(
  { db }: DeskContext,
  { provider: name, connectionId }: IncomingDelivery,
): Promise<Addressee> {
  const provider = PROVIDERS.find((each) => each.name === name);
  const [connection] =
    provider && CONNECTION_ID.test(connectionId) ? await findConnectionOf(db, { id: connectionId }) : [];
  if (provider && connection && connection.provider === name) return { provider, connection };
  throw new NotFound("There is no such webhook address. The settings of the project show the right one.");
}

async function check(
  ctx: DeskContext,
  { provider, connection }: Addressee,
  { body, header }: IncomingDelivery,
): Promise<DeliveryHead> {
  const { id, sealed_signing_secret: sealed } = connection;
  if (sealed === null) {
    const rule =
      "cannot be checked yet: this connection has no signing secret. Enter it in the settings of the project.";
    throw new InvalidInput({ field: provider.signatureHeader, rule });
  }
  const head = await provider.check({
    body,
    signature: header(provider.signatureHeader),
    secret: openSecret(ctx.secret, { id, field: "signingSecret" }, sealed),
    now: ctx.clock(),
  });
  if (!EVENT_ID.test(head.id)) throw new InvalidInput({ field: "id", rule: "is no id of an event." });
  return head;
}
