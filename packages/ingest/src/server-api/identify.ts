import { InvalidInput } from "@heliometer/core";
import { check } from "../events/check.ts";
import { Refused } from "../refusals.ts";
import type { Door } from "../wire/door.ts";
import { IDENTIFY_EXAMPLES, IdentifyBody, USER_ID_EXAMPLES, UserIdQuery } from "./fields.ts";
import { findSubject } from "./subject.ts";
import type { ServerRequest } from "./track.ts";

/** Says who somebody is, or more about them. */
export async function identifyBySubject({ projectId, body }: ServerRequest, { persons }: Door) {
  const sent = check(IdentifyBody, body, IDENTIFY_EXAMPLES);
  const found = await findSubject(persons, { projectId, subject: sent, traits: sent.traits || sent.metadata });
  return { success: true, userId: found.personId, visitorId: found.visitorId };
}

/** The user behind a visitor, as the browser's tracker knows the visitor; null where nobody has said who that is. */
export async function findUserId({ projectId, body }: Pick<ServerRequest, "projectId" | "body">, { persons }: Door) {
  const { visitorId } = check(UserIdQuery, body, USER_ID_EXAMPLES);
  if (!visitorId) {
    const fault = { field: "visitorId", rule: "is missing.", example: USER_ID_EXAMPLES.body };
    throw new Refused("invalid_field", new InvalidInput(fault));
  }
  const person = await persons.ofVisitor({ projectId, visitorId });
  return { userId: person?.personId ?? null, visitorId: person?.visitorId ?? visitorId, traits: person?.traits ?? {} };
}
