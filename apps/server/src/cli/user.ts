import { parseArgs } from "node:util";
import { type Context, createUser, deleteUser, findUser, resetPassword, type UserView } from "@heliometer/accounts";
import { newSecret } from "@heliometer/core";
import { type Command, required, withControlStore } from "./command.ts";

const ADD = "user add --email MAIL [--name NAME] [--password PASSWORD] [--operator]";
const PASSWORD = "user password --email MAIL [--password PASSWORD] [--end-connections] [--end-second-factor]";
const DELETE = "user delete --email MAIL --confirm MAIL";
const PASSWORD_CHARACTERS = 20;

export const userAddCommand: Command = {
  words: ["user", "add"],
  usage: ADD,
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
    const email = required(values.email, "email", ADD);
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

export const userPasswordCommand: Command = {
  words: ["user", "password"],
  usage: PASSWORD,
  summary: "give a user a new password and sign them out everywhere",
  async run(args) {
    const { values } = parseArgs({
      args,
      options: {
        email: { type: "string" },
        password: { type: "string" },
        "end-connections": { type: "boolean", default: false },
        "end-second-factor": { type: "boolean", default: false },
      },
    });
    const email = required(values.email, "email", PASSWORD);
    await withControlStore(async (ctx) => {
      const user = await userOf(ctx, email);
      const password = await resetPassword(ctx, {
        userId: user.id,
        ...(values.password && { password: values.password }),
        endConnections: values["end-connections"],
        endSecondFactor: values["end-second-factor"],
      });
      console.log(`${user.email} has a new password and is signed out everywhere.`);
      if (values["end-connections"]) console.log("Their connections and personal tokens are ended.");
      if (values["end-second-factor"]) console.log("Their second factor is off.");
      if (!values.password) console.log(`Password: ${password}   (shown once)`);
    });
  },
};

export const userDeleteCommand: Command = {
  words: ["user", "delete"],
  usage: DELETE,
  summary: "delete a user with their sessions, connections, tokens and memberships",
  async run(args) {
    const { values } = parseArgs({ args, options: { email: { type: "string" }, confirm: { type: "string" } } });
    const email = required(values.email, "email", DELETE);
    const confirmation = required(values.confirm, "confirm", DELETE);
    await withControlStore(async (ctx) => {
      const user = await userOf(ctx, email);
      await deleteUser(ctx, { userId: user.id, confirmation });
      console.log(`User ${user.email} is deleted.`);
    });
  },
};

function userOf(ctx: Context, email: string): Promise<UserView> {
  return findUser(ctx, { email });
}
