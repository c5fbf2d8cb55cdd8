import { parseArgs } from "node:util";
import { createKey } from "@heliometer/accounts";
import { InvalidInput } from "@heliometer/core";
import { type Command, required, withControlStore } from "./command.ts";

const USAGE = "key create --project ID --kind read-only|full|public [--name NAME]";
const KINDS = ["read-only", "full", "public"];

export const keyCreateCommand: Command = {
  words: ["key", "create"],
  usage: USAGE,
  summary: "make a key of a project; it is shown once",
  async run(args) {
    const { values } = parseArgs({
      args,
      options: {
        project: { type: "string" },
        kind: { type: "string", default: "read-only" },
        name: { type: "string", default: "Command line" },
      },
    });
    const projectId = required(values.project, "project", USAGE);
    const { kind, name } = values;
    if (!KINDS.includes(kind)) {
      throw new InvalidInput({ field: "--kind", rule: "is not a kind of key.", received: kind, allowed: KINDS });
    }
    await withControlStore(async (ctx) => {
      const made = await createKey(
        ctx,
        kind === "public"
          ? { kind: "public", projectId, name }
          : { kind: "secret", access: kind === "full" ? "full" : "read", projectId, name },
      );
      console.log(`${made.key}\nShown this once; only its hash is kept.`);
    });
  },
};
