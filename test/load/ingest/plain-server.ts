// The measure of the machine: a process with a plain Fastify route that takes JSON and answers `{"success":true}`.
import fastify from "fastify";

const app = fastify();
app.post("/plain", async () => ({ success: true }));
const address = await app.listen({ host: "127.0.0.1", port: 0 });
console.log(JSON.stringify({ port: Number(new URL(address).port) }));
