import { after, before, describe } from "node:test";
import { startTestEngine, TEST_ENGINES, type TestEngine } from "@heliometer/db/testing";
import { startServer, type TestServer } from "./server.ts";

/** Declares the same tests for every engine of the control store; `running` gives the server once it is up. */
export function describeOnEngines(title: string, declare: (running: () => TestServer) => void): void {
  for (const name of TEST_ENGINES) {
    describe(`${title}, on ${name}`, () => {
      let engine: TestEngine | undefined;
      let server: TestServer | undefined;
      before(async () => {
        engine = await startTestEngine(name);
        server = await startServer({ database: await engine.createDatabase() });
      });
      after(async () => {
        await server?.close();
        await engine?.close();
      });
      declare(() => {
        if (!server) throw new Error("The server runs inside of tests and hooks only.");
        return server;
      });
    });
  }
}
