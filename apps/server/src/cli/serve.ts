import { readConfig } from "../config.ts";
import { describeSetup, describeStart } from "../welcome.ts";
import type { Command } from "./command.ts";

export const serveCommand: Command = {
  words: ["serve"],
  usage: "serve",
  summary: "run the product; unlike npm start it never makes a demo",
  async run() {
    // The other commands need a tenth of what this one does.
    const { closeOnSignal, serve } = await import("../serve.ts");
    const config = readConfig();
    const product = await serve(config);
    closeOnSignal(product);
    console.log(describeStart(config.publicUrl.origin));
    const link = await product.offerSetup();
    if (link) console.log(describeSetup(config.publicUrl.origin, link));
  },
};
