export { type FixtureEndpoint, openFixtureEndpoint } from "./conformance/endpoint.ts";
export { registerTrivialEndpoint } from "./trivial-endpoint.ts";
