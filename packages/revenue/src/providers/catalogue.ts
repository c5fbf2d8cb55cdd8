import { NotFound } from "@heliometer/core";
import { paddle } from "./paddle.ts";
import type { Provider } from "./provider.ts";
import { stripe } from "./stripe.ts";

/** Every provider that a project can be connected to. */
export const PROVIDERS: readonly Provider[] = [stripe, paddle];

/** @throws NotFound for a name that is none of theirs. */
export function findProvider(name: string): Provider {
  const provider = PROVIDERS.find((each) => each.name === name);
  if (provider) return provider;
  throw new NotFound(
    `There is no payment provider of this name. Known: ${PROVIDERS.map((each) => each.name).join(", ")}.`,
  );
}
