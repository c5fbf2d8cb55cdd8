import { InvalidInput } from "@heliometer/core";
import type { Subject } from "@heliometer/db";
import type { Persons } from "../persons/persons.ts";
import { Refused } from "../refusals.ts";

const OWN_ID = /^hm_usr_/;

/** Whom a server speaks of. `userId` is the site's own id of a user, or a `hm_usr_…` of ours. */
export interface NamedSubject {
  readonly userId?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly visitorId?: string | null | undefined;
}

/** Somebody whom a server has named. `personId` is null for a visitor of whom nothing else is said. */
export interface FoundSubject {
  readonly personId: string | null;
  readonly visitorId: string;
}

/**
 * Finds whom a server speaks of. A user or address that is not known yet becomes known: whoever identifies in a browser
 * later is the same person.
 * @throws Refused when nobody is named, or a `hm_usr_…` that is not of this project.
 */
export async function findSubject(
  persons: Persons,
  { projectId, subject, traits }: { projectId: string; subject: NamedSubject; traits: string },
): Promise<FoundSubject> {
  const { userId, email, visitorId } = subject;
  if (userId && OWN_ID.test(userId)) return findOwn(persons, { projectId, personId: userId, traits });
  if (!userId && !email) {
    if (!visitorId) throw nobodyNamed();
    if (traits === "") return { personId: null, visitorId };
  }
  const named: Subject = { ...(userId && { userId }), ...(email && { email }), ...(visitorId && { visitorId }) };
  return persons.introduce({ ...named, projectId, traits });
}

async function findOwn(
  persons: Persons,
  { projectId, personId, traits }: { projectId: string; personId: string; traits: string },
): Promise<FoundSubject> {
  const person = await persons.byId({ projectId, personId });
  if (!person) {
    const fault = {
      field: "userId",
      rule: "is no user of this project.",
      received: personId,
      example: { userId: "user-42" },
    };
    throw new Refused("invalid_field", new InvalidInput(fault));
  }
  if (traits !== "") await persons.introduce({ projectId, visitorId: person.visitorId, traits });
  return person;
}

function nobodyNamed(): Refused {
  const rule = "is missing; one of userId, email and visitorId must say whom this is about.";
  return new Refused("invalid_field", new InvalidInput({ field: "userId", rule, example: { userId: "user-42" } }));
}
