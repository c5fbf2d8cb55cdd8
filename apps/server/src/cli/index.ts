import type { Command } from "./command.ts";
import { demoCommand } from "./demo.ts";
import { doctorCommand } from "./doctor.ts";
import { importCommand } from "./import.ts";
import { keyCreateCommand } from "./key.ts";
import { keysRotateCommand } from "./keys.ts";
import { memberInviteCommand } from "./member.ts";
import { migrateCommand } from "./migrate.ts";
import { projectAddCommand, projectDeleteCommand } from "./project.ts";
import { ratesImportCommand } from "./rates.ts";
import { refusedListCommand, refusedReplayCommand } from "./refused.ts";
import { revenueBackfillCommand, revenueConnectCommand, revenueListCommand } from "./revenue.ts";
import { serveCommand } from "./serve.ts";
import { spendImportCommand } from "./spend.ts";
import { userAddCommand, userDeleteCommand, userPasswordCommand } from "./user.ts";
import { visitorEraseCommand } from "./visitor.ts";

/** Every verb, in the order of the help text. */
export const COMMANDS: readonly Command[] = [
  serveCommand,
  migrateCommand,
  userAddCommand,
  userPasswordCommand,
  userDeleteCommand,
  projectAddCommand,
  projectDeleteCommand,
  memberInviteCommand,
  visitorEraseCommand,
  refusedListCommand,
  refusedReplayCommand,
  keyCreateCommand,
  keysRotateCommand,
  importCommand,
  spendImportCommand,
  ratesImportCommand,
  revenueConnectCommand,
  revenueListCommand,
  revenueBackfillCommand,
  demoCommand,
  doctorCommand,
];
