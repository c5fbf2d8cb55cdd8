import { z } from "zod";
import { check } from "../events/check.ts";
import { optionalIdentifier } from "../events/fields.ts";
import { EVENT_OVERHEAD_BYTES } from "../limits.ts";
import { type Endpoint, visitorOf } from "./door.ts";
import { HEARTBEAT_PATHS } from "./paths.ts";

const HeartbeatBody = z.object({ visitorId: optionalIdentifier });
const EXAMPLES = { body: { visitorId: "3f0c2c1e-6a5e-4b8e-9d0a-2f4f1f9f7c11" } };

/** Somebody came back to a page within the same visit. */
export const heartbeats: Endpoint = {
  kind: "heartbeat",
  paths: HEARTBEAT_PATHS,
  async take(received, door) {
    const { visitorId: sent } = check(HeartbeatBody, received.body, EXAMPLES);
    const visitorId = await visitorOf(received, sent, door);
    const amendment = { kind: "alive", projectId: received.projectId, visitorId, at: door.clock() } as const;
    await door.pipeline.accept([{ kind: "amendment", amendment }], received.bytes + EVENT_OVERHEAD_BYTES);
    return {};
  },
};
