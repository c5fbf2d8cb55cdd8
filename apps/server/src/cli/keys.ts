import { systemClock } from "@heliometer/core";
import { secretKeyOf } from "../data-directory.ts";
import { rotateInstanceKeys } from "../instance-keys.ts";
import { type Command, withControlStore } from "./command.ts";

export const keysRotateCommand: Command = {
  words: ["keys", "rotate"],
  usage: "keys rotate",
  summary: "replace the instance's own signing, cookie and form keys; nobody is signed out",
  async run() {
    await withControlStore(async ({ db }, config) => {
      const secretKey = secretKeyOf(config.secretKey, config.dataDirectory);
      const from = await rotateInstanceKeys({ db, secretKey, clock: systemClock });
      console.log(
        `New keys are stored, sealed with SECRET_KEY. Running servers read them within a minute and sign cookies and forms with them from ${new Date(from).toISOString()} on; the new token signing key stands beside the older one in /oauth/jwks then, too. Old keys still verify for seven days, so nobody is signed out.`,
      );
    });
  },
};
