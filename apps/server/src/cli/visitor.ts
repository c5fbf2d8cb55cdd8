import { parseArgs } from "node:util";
import { askErasure } from "@heliometer/accounts";
import { secretKeyOf } from "../data-directory.ts";
import { type Command, required, withControlStore } from "./command.ts";

const USAGE = "visitor erase --project ID (--visitor ID | --user ID | --email MAIL | --customer ID)";

export const visitorEraseCommand: Command = {
  words: ["visitor", "erase"],
  usage: USAGE,
  summary: "have a running server erase everything of a person, by visitor id, user id, e-mail address or customer id",
  async run(args) {
    const text = { type: "string" } as const;
    const { values } = parseArgs({
      args,
      options: { project: text, visitor: text, user: text, email: text, customer: text },
    });
    const projectId = required(values.project, "project", USAGE);
    const { visitor, user, email, customer } = values;
    const named = { visitorId: visitor, userId: user, email, customerId: customer };
    await withControlStore(async (ctx, { secretKey, dataDirectory }) => {
      const sealing = { ...ctx, secretKey: secretKeyOf(secretKey, dataDirectory) };
      const { digest } = await askErasure(sealing, { projectId, ...named });
      console.log(
        `Noted as ${digest}. A running server erases it within a minute, and once more an hour later for what was still on its way; without one it is done after the next start. Settings → Privacy shows when it is done.`,
      );
    });
  },
};
