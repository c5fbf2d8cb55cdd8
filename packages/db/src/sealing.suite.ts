import assert from "node:assert/strict";
import { Conflict, newId, newSecret } from "@heliometer/core";
import { openDatabase } from "./database.ts";
import { migrate } from "./migrate.ts";
import { changeSealedSecret, seal, sealedSecret, unseal } from "./sealing.ts";
import type { Suite } from "./testing/suite.ts";

const secretKey = "a secret key of the operator, long enough";
const clock = () => 0;

export const sealingSuite: Suite = {
  "a secret is made once and read from then on": async ({ db }) => {
    const name = newId();
    const first = await sealedSecret({ db, secretKey, name, create: newSecret, clock });
    const second = await sealedSecret({ db, secretKey, name, create: newSecret, clock });
    assert.equal(second, first);
  },

  "callers that make a secret at once all get the same one": async ({ createDatabase }) => {
    const place = await createDatabase();
    const first = await openDatabase(place);
    const second = await openDatabase(place);
    try {
      await migrate(first);
      const made = await Promise.all(
        [first, second, first, second].map((db) =>
          sealedSecret({ db, secretKey, name: "shared", create: newSecret, clock }),
        ),
      );
      assert.equal(new Set(made).size, 1);
    } finally {
      await first.destroy();
      await second.destroy();
    }
  },

  "of changes that come at once none is lost": async ({ createDatabase }) => {
    const place = await createDatabase();
    const [first, second] = [await openDatabase(place), await openDatabase(place)];
    try {
      await migrate(first);
      const shared = { secretKey, name: "ring", clock };
      await sealedSecret({ ...shared, db: first, create: () => "made" });
      await Promise.all(
        [first, second, first].map((db, index) => changeSealedSecret({ ...shared, db }, (text) => `${text} ${index}`)),
      );
      const text = await sealedSecret({ ...shared, db: second, create: newSecret });
      assert.deepEqual(text.split(" ").sort(), ["0", "1", "2", "made"]);
    } finally {
      await first.destroy();
      await second.destroy();
    }
  },

  "a secret that was never made is not changed": async ({ db }) => {
    const changing = changeSealedSecret({ db, secretKey, name: newId(), clock }, (text) => text);
    await assert.rejects(changing, Conflict);
  },

  "the database never holds the secret itself": async ({ db }) => {
    const name = newId();
    const secret = await sealedSecret({ db, secretKey, name, create: newSecret, clock });
    const rows = await db.selectFrom("sealed_secrets").selectAll().where("name", "=", name).execute();
    assert.equal(JSON.stringify(rows).includes(secret), false);
  },

  "another SECRET_KEY opens nothing and is told so": async ({ db }) => {
    const name = newId();
    await sealedSecret({ db, secretKey, name, create: newSecret, clock });
    const reading = sealedSecret({ db, secretKey: `${secretKey}.`, name, create: newSecret, clock });
    await assert.rejects(reading, (error) => error instanceof Conflict && /SECRET_KEY/.test(error.message));
  },

  "a sealed text that was changed, cut or moved under another name does not open": async () => {
    const sealed = seal({ secretKey, name: "a" }, "hello");
    assert.equal(unseal({ secretKey, name: "a" }, sealed), "hello");
    const flipped = `${sealed.slice(0, -2)}${sealed.endsWith("A") ? "B" : "A"}${sealed.at(-1)}`;
    for (const broken of [flipped, sealed.slice(0, -3), "", "v1.a.b.c", sealed.replace("v1", "v2")]) {
      assert.throws(() => unseal({ secretKey, name: "a" }, broken), Conflict);
    }
    assert.throws(() => unseal({ secretKey, name: "b" }, sealed), Conflict);
  },
};
