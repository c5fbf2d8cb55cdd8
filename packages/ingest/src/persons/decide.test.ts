import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decide, type Holders, type Named } from "./decide.ts";

const NOBODY: Holders = { user: null, email: null, visitor: null, withUser: new Set(), withEmail: new Set() };
const ALL: Named = { user: true, email: true, visitor: true };

const person = fc.option(fc.constantFrom("a", "b", "c"));
const holders = fc
  .record({
    user: person,
    email: person,
    visitor: person,
    withUser: fc.subarray(["a", "b", "c"]),
    withEmail: fc.subarray(["a", "b", "c"]),
  })
  .map(
    ({ user, email, visitor, withUser, withEmail }): Holders => ({
      user,
      email,
      visitor,
      withUser: new Set([...withUser, ...(user ? [user] : [])]),
      withEmail: new Set([...withEmail, ...(email ? [email] : [])]),
    }),
  );
const named = fc.record({ user: fc.boolean(), email: fc.boolean(), visitor: fc.boolean() });
/** Who holds something that is not named is not asked. */
const cases = fc.tuple(named, holders).map(([names, held]) => ({
  names,
  held: {
    ...held,
    user: names.user ? held.user : null,
    email: names.email ? held.email : null,
    visitor: names.visitor ? held.visitor : null,
  },
}));

test("nobody with a user id is ever joined with another person", () => {
  fc.assert(
    fc.property(cases, ({ names, held }) => {
      for (const absorbed of decide(names, held).absorbs) assert.ok(!held.withUser.has(absorbed));
    }),
  );
});

test("a visitor of somebody else is a conflict, and of the person alone none", () => {
  fc.assert(
    fc.property(cases, ({ names, held }) => {
      const { person: chosen, absorbs, conflict } = decide(names, held);
      const isElse = held.visitor !== null && held.visitor !== chosen && !absorbs.includes(held.visitor);
      assert.equal(conflict, isElse);
    }),
  );
});

test("a known user id decides, whatever else is named", () => {
  fc.assert(
    fc.property(cases, ({ names, held }) => {
      if (held.user) assert.equal(decide(names, held).person, held.user);
    }),
  );
});

test("a person never gets a second user id", () => {
  fc.assert(
    fc.property(cases, ({ names, held }) => {
      const { person: chosen, claims } = decide(names, held);
      if (chosen && claims.includes("user")) assert.ok(!held.withUser.has(chosen));
    }),
  );
});

test("what nobody holds is claimed, and nothing else", () => {
  assert.deepEqual(decide(ALL, NOBODY), {
    person: null,
    claims: ["user", "email", "visitor"],
    absorbs: [],
    conflict: false,
  });
  const known = { ...NOBODY, user: "a", withUser: new Set(["a"]) };
  assert.deepEqual(decide({ ...ALL, email: false }, known).claims, ["visitor"]);
});

test("somebody known by e-mail alone becomes the user whose request names both", () => {
  const held = { ...NOBODY, user: "a", email: "b", visitor: "b", withUser: new Set(["a"]), withEmail: new Set(["b"]) };
  assert.deepEqual(decide(ALL, held), { person: "a", claims: [], absorbs: ["b"], conflict: false });
  assert.deepEqual(decide({ ...ALL, email: false }, { ...held, email: null }).conflict, true);
});

test("an e-mail address of another user is left with that user", () => {
  const held = { ...NOBODY, user: "a", email: "b", withUser: new Set(["a", "b"]), withEmail: new Set(["b"]) };
  assert.deepEqual(decide(ALL, held), { person: "a", claims: ["visitor"], absorbs: [], conflict: false });
});
