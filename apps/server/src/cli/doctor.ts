import { type Command, withControlStore } from "./command.ts";

export const doctorCommand: Command = {
  words: ["doctor"],
  usage: "doctor",
  summary: "check the environment, the stores and whether the public URL answers",
  async run() {
    await withControlStore(async (ctx, config) => {
      console.log("ok    environment");
      const { count } = await ctx.db
        .selectFrom("projects")
        .select((select) => select.fn.countAll<number>().as("count"))
        .executeTakeFirstOrThrow();
      console.log(`ok    control store (${config.databaseUrl ? "Postgres" : "SQLite"}), ${count} projects`);
      await checkPublicUrl(config.publicUrl);
    });
  },
};

const CHECK_TIMEOUT_MS = 5_000;

async function checkPublicUrl(publicUrl: URL): Promise<void> {
  const address = `${publicUrl.origin}/api/v1/mcp`;
  try {
    const response = await fetch(address, {
      method: "POST",
      redirect: "manual",
      signal: AbortSignal.timeout(CHECK_TIMEOUT_MS),
    });
    const challenge = response.headers.get("www-authenticate") ?? "";
    if (response.status === 401 && challenge.includes("resource_metadata=")) {
      console.log(`ok    ${address} asks for authentication, as it should`);
      return;
    }
    console.log(
      `fault ${address} answered ${response.status} without the challenge that assistants need: does a proxy answer in its place?`,
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.log(`fault ${address} does not answer (${reason}): is the server running, and does PUBLIC_URL lead to it?`);
  }
  process.exitCode = 1;
}
