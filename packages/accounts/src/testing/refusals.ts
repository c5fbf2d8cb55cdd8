import assert from "node:assert/strict";
import { InvalidInput } from "@heliometer/core";

type Faulty = { field: string; rule: RegExp } & Partial<
  Pick<InvalidInput["fault"], "received" | "allowed" | "example">
>;

/** Waits for an `InvalidInput` with exactly this field, and with exactly what it tells beyond the rule. */
export async function assertInvalid(call: Promise<unknown>, { field, rule, ...told }: Faulty): Promise<void> {
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof InvalidInput, String(error));
    const { field: faulty, rule: sentence, ...others } = error.fault;
    assert.equal(faulty, field);
    assert.match(sentence, rule);
    assert.deepEqual(others, told);
    return true;
  });
}
