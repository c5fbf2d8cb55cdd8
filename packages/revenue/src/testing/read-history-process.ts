// A process that reads histories until it is ended: for tests that end it in the middle.
import { systemClock } from "@heliometer/core";
import { openDatabase } from "@heliometer/db";
import { openRevenueSecret } from "../context.ts";
import { openProviderDesk } from "../deliveries/desk.ts";

const [path = "", secretKey = "", address = ""] = process.argv.slice(2);
const db = await openDatabase({ engine: "sqlite", path });
const secret = await openRevenueSecret({ db, clock: systemClock, secretKey });
const log = { info: () => undefined, warn: () => undefined };
const desk = openProviderDesk({ db, clock: systemClock, secret, log, addresses: { stripe: new URL(address) } });
await desk.readHistories();
