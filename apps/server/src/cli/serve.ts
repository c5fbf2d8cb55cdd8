import { readConfig } from "../config.ts";
import { closeOnSignal, serve } from "../serve.ts";
import { describeStart } from "../welcome.ts";
import type { Command } from "./command.ts";

export const serveCommand: Command = {
  words: ["serve"],
  usage: "serve",
  summary: "run the product; unlike npm start it never makes a demo",
  async run() {
    const config = readConfig();
    closeOnSignal(await serve(config));
    console.log(describeStart(config.publicUrl.origin));
  },
};
