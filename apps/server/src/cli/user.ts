import { parseArgs } from "node:util";
import { createUser } from "@heliometer/accounts";
import { newSecret } from "@heliometer/core";
import { type Command, required, withControlStore } from "./command.ts";

const USAGE = "user add --email MAIL [--name NAME] [--password PASSWORD] [--operator]";
const PASSWORD_CHARACTERS = 20;

export const userAddCommand: Command = {
  words: ["user", "add"],
  usage: USAGE,
  summary: "add a user; without --password one is made and shown once",
  async run(args) {
    const { values } = parseArgs({
      args,
      options: {
        email: { type: "string" },
        name: { type: "string" },
        password: { type: "string" },
        operator: { type: "boolean", default: false },
      },
    });
    const email = required(values.email, "email", USAGE);
    const password = values.password ?? newSecret().slice(0, PASSWORD_CHARACTERS);
    await withControlStore(async (ctx) => {
      const user = await createUser(ctx, {
        email,
        name: values.name ?? email,
        password,
        isOperator: values.operator,
      });
      console.log(`User ${user.email} added.`);
      if (!values.password) console.log(`Password: ${password}   (shown once)`);
    });
  },
};
