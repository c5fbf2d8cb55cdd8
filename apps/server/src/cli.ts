// `npm run heliometer -- VERB …`: the operator's verbs. They call the functions that the pages call.
import { HeliometerError } from "@heliometer/core";
import { COMMANDS } from "./cli/index.ts";
import { ConfigError } from "./config.ts";

const args = process.argv.slice(2);
const command = COMMANDS.find(({ words }) => words.every((word, index) => args[index] === word));

if (!command) {
  const lines = COMMANDS.map(({ usage, summary }) => `  ${usage.padEnd(usageWidth())}${summary}`);
  const asked = args.length > 0 && !["help", "--help", "-h"].includes(args[0] ?? "");
  const head = asked ? `Unknown command: ${args.join(" ")}\n\n` : "";
  (asked ? console.error : console.log)(`${head}Usage: npm run heliometer -- COMMAND\n\n${lines.join("\n")}`);
  process.exitCode = asked ? 2 : 0;
} else {
  try {
    await command.run(args.slice(command.words.length));
  } catch (error) {
    const usage = error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
    const expected = usage || error instanceof HeliometerError || error instanceof ConfigError;
    console.error(expected ? (error as Error).message : error);
    if (usage) console.error(`Usage: npm run heliometer -- ${command.usage}`);
    process.exitCode = 1;
  }
}

function usageWidth(): number {
  return Math.max(...COMMANDS.map(({ usage }) => usage.length)) + 2;
}
