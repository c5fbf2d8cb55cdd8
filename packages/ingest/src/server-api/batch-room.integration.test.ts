import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { test } from "node:test";
import { listRefused } from "@heliometer/accounts";
import { BATCH_BYTES_MAX } from "../limits.ts";
import { startServer, type TestServer } from "../testing/server.ts";

const BATCH = "/api/v1/events/batch";
const EVENT = [{ visitorId: "v", path: "/" }];

/** Begins to send a batch of the largest size, and stops in the middle of it. */
async function beginBatch({ origin, secretKey }: TestServer): Promise<Socket> {
  const socket = connect(Number(new URL(origin).port), "127.0.0.1");
  const head = [
    `POST ${BATCH} HTTP/1.1`,
    "host: localhost",
    `x-api-key: ${secretKey}`,
    "content-type: application/json",
  ];
  socket.write(`${[...head, `content-length: ${BATCH_BYTES_MAX}`].join("\r\n")}\r\n\r\n[`);
  await new Promise((resolve) => setTimeout(resolve, 5));
  return socket;
}

test("batches that are on their way hold a bounded number of bytes; more are refused before they are read, and counted", async () => {
  const server = await startServer();
  const post = () => server.post(BATCH, EVENT, { "x-api-key": server.secretKey });
  const sockets = await Promise.all(Array.from({ length: 16 }, () => beginBatch(server)));
  try {
    const refused = await post();
    assert.deepEqual([refused.status, refused.headers.get("retry-after")], [503, "5"]);
    assert.equal((await server.post(BATCH, EVENT, { "x-api-key": "hm_sk_nobody" })).status, 401);
    // What one sender holds is free again when it goes away in the middle.
    sockets.pop()?.destroy();
    let status = 503;
    for (let tries = 0; status !== 200 && tries < 100; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      ({ status } = await post());
    }
    assert.equal(status, 200);
    await server.settle();
    const { totals } = await listRefused(server.ctx, { projectId: server.projectId });
    assert.equal(totals.find(({ reason }) => reason === "overloaded")?.kept, 0);
  } finally {
    for (const socket of sockets) socket.destroy();
    await server.close();
  }
});
