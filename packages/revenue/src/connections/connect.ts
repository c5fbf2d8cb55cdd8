import { Conflict, InvalidInput, newId } from "@heliometer/core";
import { PROVIDERS } from "../providers/catalogue.ts";
import type { ConnectionContext } from "./context.ts";
import { type ConnectionSecrets, sealSecrets } from "./secrets.ts";
import { webhookPath } from "./webhook-path.ts";

const CONNECTIONS_MAX = 20;
const NAME_CHARACTERS_MAX = 80;

/** A connection that is to be made. The signing secret may follow: providers show it once they know the address. */
export interface ConnectProvider extends ConnectionSecrets {
  readonly projectId: string;
  readonly provider: string;
  /** What people call it; the provider's name where it is left out. */
  readonly name?: string;
}

/** A new connection, with the address that the provider delivers to, below the public one of this instance. */
export interface NewConnection {
  readonly id: string;
  readonly webhookPath: string;
}

/**
 * Connects a project with a payment provider. Needs an admin of the project.
 * @throws InvalidInput for an unknown provider and for secrets that are none of its.
 * @throws Conflict when there are too many connections.
 */
export async function connectProvider(ctx: ConnectionContext, input: ConnectProvider): Promise<NewConnection> {
  await ctx.requireAdmin(input.projectId);
  const provider = PROVIDERS.find(({ name }) => name === input.provider);
  if (!provider) {
    const allowed = PROVIDERS.map(({ name }) => name);
    throw new InvalidInput({
      field: "provider",
      rule: "is none that is known here.",
      received: input.provider,
      allowed,
    });
  }
  const id = newId();
  const sealed = sealSecrets(ctx, { id, provider }, input);
  await requireRoom(ctx, input.projectId);
  await ctx.db
    .insertInto("revenue_connections")
    .values({
      id,
      project_id: input.projectId,
      provider: provider.name,
      name: readName(input.name ?? provider.title),
      sealed_signing_secret: null,
      sealed_api_key: null,
      ...sealed,
      created_by: ctx.userId,
      created_at: ctx.clock(),
      last_delivery_at: null,
      applied: 0,
      refused: 0,
      last_refused_at: null,
      last_refused_reason: null,
    })
    .execute();
  return { id, webhookPath: webhookPath(provider.name, id) };
}

function readName(text: string): string {
  const name = text.trim();
  if (name !== "" && name.length <= NAME_CHARACTERS_MAX && !/\p{Cc}/u.test(name)) return name;
  const rule = `must be one line of 1 to ${NAME_CHARACTERS_MAX} characters.`;
  throw new InvalidInput({ field: "name", rule, received: text, example: { name: "Our shop" } });
}

async function requireRoom({ db }: ConnectionContext, projectId: string): Promise<void> {
  const { count } = await db
    .selectFrom("revenue_connections")
    .select((column) => column.fn.countAll<number>().as("count"))
    .where("project_id", "=", projectId)
    .executeTakeFirstOrThrow();
  if (count < CONNECTIONS_MAX) return;
  throw new Conflict(
    `There are ${CONNECTIONS_MAX} connections already, which is the most. Disconnect one that is not used.`,
  );
}
