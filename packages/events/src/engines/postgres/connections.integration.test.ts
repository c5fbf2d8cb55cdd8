import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { after, before, test } from "node:test";
import { openPool } from "./connections.ts";

/** A message of the Postgres protocol, version 3: a letter, the length with itself, the body. */
function message(letter: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + length.length);
  return Buffer.concat([Buffer.from(letter), length, body]);
}

const AUTHENTICATION_OK = message("R", Buffer.alloc(4));
const READY = message("Z", Buffer.from("I"));
const SHUTDOWN = message("E", Buffer.from("SFATAL\0C57P01\0Mterminating connection due to administrator command\0\0"));

/** A server that lets everybody in and stops in the same breath. */
const stopping = createServer((socket) => {
  socket.once("data", () => socket.end(Buffer.concat([AUTHENTICATION_OK, READY, SHUTDOWN])));
});
before(async () => {
  stopping.listen(0, "127.0.0.1");
  await once(stopping, "listening");
});
after(() => stopping.close());

test("a server that stops at the moment when it lets a connection in ends statements, and not the process", async () => {
  const { port } = stopping.address() as AddressInfo;
  const pool = openPool(`postgres://nobody@127.0.0.1:${port}/none`, 1);
  const client = await pool.connect();
  await assert.rejects(client.query("select 1"));
  client.release(true);
  await pool.end();
});
