/** A body that a test reads field by field; a missing field shows as undefined in its assertions. */
// biome-ignore lint/suspicious/noExplicitAny: the shape of a foreign answer is what the test is about to check.
export type Json = any;

/** The JSON body of an answer. */
export async function readJson(response: Response): Promise<Json> {
  return response.json();
}
