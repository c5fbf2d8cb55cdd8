import { z } from "zod";
import { check } from "../events/check.ts";
import { optionalIdentifier } from "../events/fields.ts";
import { email, name, traits, userId } from "../persons/subject-fields.ts";
import { type Endpoint, identityAnswer, visitorOf } from "./door.ts";
import { IDENTIFY_PATHS } from "./paths.ts";

const IdentifyBody = z.object({ visitorId: optionalIdentifier, userId, email, name, metadata: traits });
const EXAMPLES = {
  body: { visitorId: "3f0c2c1e-6a5e-4b8e-9d0a-2f4f1f9f7c11", userId: "user-42", email: "ada@example.com" },
  fields: { metadata: { plan: "starter" }, name: "Ada" },
};

/** A page says who its visitor is. */
export const identifications: Endpoint = {
  kind: "identify",
  paths: IDENTIFY_PATHS,
  async take(received, door) {
    const said = check(IdentifyBody, received.body, EXAMPLES);
    // Who is not to be known by an id is not to be known by a name.
    if (received.isNameless) return {};
    const visitorId = await visitorOf(received, said.visitorId, door);
    const identified = await door.persons.introduce({
      projectId: received.projectId,
      visitorId,
      traits: said.metadata,
      ...(said.userId && { userId: said.userId }),
      ...(said.email && { email: said.email }),
    });
    return identityAnswer(said.visitorId ?? null, identified);
  },
};
