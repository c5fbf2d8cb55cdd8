import { beginSecondFactor, confirmSecondFactor, readSetUp, type SealingContext } from "@heliometer/accounts";
import { Secret, TOTP } from "otpauth";
import { PASSWORD, type Site } from "./site.ts";

/** What an authenticator app shows for a secret at an instant. */
export function codeOf(secret: string, timestamp: number): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp });
}

/** Gives a person a second factor. `code` is what their app shows at the clock's time; each is good once. */
export async function protect(site: Site, userId: string) {
  const actor = { kind: "user", userId, sessionId: "-" } as const;
  const ctx: SealingContext = { ...site.operator, actor, secretKey: site.secretKey };
  await beginSecondFactor(ctx, { password: PASSWORD });
  const { secret } = await readSetUp(ctx);
  const code = () => codeOf(secret, site.clock.now);
  const recoveryCodes = await confirmSecondFactor(ctx, { code: code() });
  return { code, recoveryCodes };
}
