import { type EventStoreOptions, openEventStore } from "../open.ts";
import { eventOf } from "./events.ts";

/**
 * A process to be killed: appends batches without end and writes a line with the first and last number of each batch
 * once it is acknowledged. Arguments: the store's options as JSON, and the first number.
 */
const BATCH_EVENTS = 20;
const MINUTE_MS = 60_000;

const [optionsJson = "", firstNumber = "0"] = process.argv.slice(2);
const options: EventStoreOptions = JSON.parse(optionsJson);
const store = await openEventStore(options);
for (let first = Number(firstNumber); ; first += BATCH_EVENTS) {
  const numbers = Array.from({ length: BATCH_EVENTS }, (_, index) => first + index);
  // The batch before is sent again, as a sender would whose acknowledgement got lost.
  const repeated = numbers.map((number) => Math.max(0, number - BATCH_EVENTS));
  await store.append(
    [...repeated, ...numbers].map((number) =>
      eventOf({ eventId: `${number}`, ts: number * MINUTE_MS, visitorId: `v${number % 7}` }),
    ),
  );
  process.stdout.write(`${first} ${first + BATCH_EVENTS - 1}\n`);
}
