import { z } from "zod";

const REFUSALS = {
  400: "A parameter is unknown or cannot be read",
  401: "The key or token is missing, unknown or revoked",
  403: "The credential lacks a permission",
  404: "There is no such thing, or the credential does not reach it",
  413: "The body is too large",
  415: "The body is no JSON",
  429: "Too many requests; Retry-After says when to come back",
  503: "The store does not answer; Retry-After says when to come back",
};

export type RefusalStatus = keyof typeof REFUSALS;

/** An answer with a body. */
export function answered(description: string, schema: z.ZodType) {
  return { description, content: { "application/json": { schema: toSchema(schema, "output") } } };
}

/** A body that has to come, with one that works as it stands. */
export function jsonBody(schema: z.ZodType, example: object) {
  return { required: true, content: { "application/json": { schema: toSchema(schema, "input"), example } } };
}

/** The refusals that an operation may answer with. */
export function refused(statuses: readonly RefusalStatus[]) {
  const content = { "application/json": { schema: { $ref: "#/components/schemas/Error" } } };
  return Object.fromEntries(statuses.map((status) => [status, { description: REFUSALS[status], content }]));
}

/** A schema as the document publishes it. Answers may gain fields, so a reader is not told that there are no others. */
export function toSchema(schema: z.ZodType, io: "input" | "output") {
  const { $schema: _dialect, ...published } = z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    override: ({ jsonSchema }) => {
      if (io === "output" && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  return published;
}
