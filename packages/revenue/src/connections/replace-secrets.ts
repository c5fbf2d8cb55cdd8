import { findProvider } from "../providers/catalogue.ts";
import type { ConnectionContext } from "./context.ts";
import { type ConnectionId, findConnection } from "./find.ts";
import { type ConnectionSecrets, sealSecrets } from "./secrets.ts";

/**
 * Gives a connection its signing secret or its API key, or other ones. The next delivery is checked with the new secret.
 * Needs an admin of the project.
 * @throws InvalidInput for what does not look like a secret of this provider.
 */
export async function replaceConnectionSecrets(
  ctx: ConnectionContext,
  { signingSecret, apiKey, ...which }: ConnectionId & ConnectionSecrets,
): Promise<void> {
  await ctx.requireAdmin(which.projectId);
  const { id, provider } = await findConnection(ctx, which);
  const secrets = { ...(signingSecret !== undefined && { signingSecret }), ...(apiKey !== undefined && { apiKey }) };
  const sealed = sealSecrets(ctx, { id, provider: findProvider(provider) }, secrets);
  if (Object.keys(sealed).length === 0) return;
  await ctx.db.updateTable("revenue_connections").set(sealed).where("id", "=", id).execute();
}
