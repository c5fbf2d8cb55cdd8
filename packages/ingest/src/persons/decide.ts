/** What the request names of a person. */
export interface Named {
  readonly user: boolean;
  readonly email: boolean;
  readonly visitor: boolean;
}

/** Who holds what the request names, by the person's id; null: nobody does. */
export interface Holders {
  readonly user: string | null;
  readonly email: string | null;
  readonly visitor: string | null;
  /** Persons among them who have a user id, and who have an e-mail address. */
  readonly withUser: ReadonlySet<string>;
  readonly withEmail: ReadonlySet<string>;
}

/** What becomes of a request that says who a visitor is. */
export interface Decision {
  /** The person who is meant; null: one who is not known yet. */
  readonly person: string | null;
  /** What the person is found by from now on. */
  readonly claims: readonly ("user" | "email" | "visitor")[];
  /** Persons who turn out to be this one. */
  readonly absorbs: readonly string[];
  /** The visitor is somebody else: the two are kept apart, and the client goes on under another id. */
  readonly conflict: boolean;
}

/**
 * Decides who is meant. A user id counts before an e-mail address, that before the visitor. Two persons become one only
 * where the request itself names what both are known by and no more than one of them has a user id: a visitor who is tied
 * to one person is never joined with a second one.
 */
export function decide(named: Named, holders: Holders): Decision {
  const person = findPerson(named, holders);
  const mailOf = named.email && holders.email !== person ? holders.email : null;
  const visitorOf = named.visitor && holders.visitor !== person ? holders.visitor : null;
  const absorbs = new Set<string>();
  if (mailOf && person && named.user && !holders.withUser.has(mailOf)) absorbs.add(mailOf);
  if (visitorOf && person && isNobody(visitorOf, holders)) absorbs.add(visitorOf);
  const conflict = visitorOf !== null && !absorbs.has(visitorOf);
  const claims = (["user", "email", "visitor"] as const).filter((kind) => named[kind] && holders[kind] === null);
  return { person, claims, absorbs: [...absorbs], conflict };
}

function findPerson(named: Named, holders: Holders): string | null {
  const { user, email, visitor, withUser, withEmail } = holders;
  if (user) return user;
  if (email && (!named.user || !withUser.has(email))) return email;
  if (!visitor) return null;
  // A visitor who is known by something that the request does not repeat may become better known, and no other person.
  const otherUser = named.user && withUser.has(visitor);
  const otherEmail = named.email && withEmail.has(visitor);
  return otherUser || otherEmail ? null : visitor;
}

/** Known by nothing but a visitor's id. */
function isNobody(person: string, { withUser, withEmail }: Holders): boolean {
  return !withUser.has(person) && !withEmail.has(person);
}
