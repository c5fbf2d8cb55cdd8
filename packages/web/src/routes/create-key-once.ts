import { createKey, type KeyView, listKeys, listOwnKeys, revokeKey } from "@heliometer/accounts";
import type { Visit } from "../visit.ts";
import type { Web } from "../web.ts";

/** A key that nobody used and that is this new was made by the press before, whose answer nobody saw. */
const SAME_PRESS_MS = 10_000;

type Wanted =
  | { kind: "secret"; access: "full" | "read"; projectId: string; name: string }
  | { kind: "personal"; name: string };

/** Makes a key; two presses of the button leave one: the one that is shown. */
export async function createKeyOnce(
  { clock }: Web,
  { accounts }: Visit,
  { withinMs = SAME_PRESS_MS, ...wanted }: Wanted & { withinMs?: number },
): Promise<string> {
  const before =
    wanted.kind === "secret" ? await listKeys(accounts, { projectId: wanted.projectId }) : await listOwnKeys(accounts);
  const { key } = await createKey(accounts, wanted);
  const isTwin = ({ createdAt, lastUsedAt, revokedAt, name, kind, access }: KeyView) =>
    createdAt > clock() - withinMs &&
    lastUsedAt === null &&
    revokedAt === null &&
    name === wanted.name.trim() &&
    kind === wanted.kind &&
    (wanted.kind === "personal" || access === wanted.access);
  for (const twin of before.filter(isTwin)) await revokeKey(accounts, { keyId: twin.id });
  return key;
}
