import type { Finding, TestStep } from "../../connection-test/finding.ts";

/** What is wrong, and what to do. */
interface Told {
  why: string;
  next: string;
}

const PROXY_HEADERS = "proxy_set_header Host $host; proxy_set_header X-Forwarded-Proto $scheme;";

/** The test of the connection in English. `about` is an address, a header, a field or a figure. */
export const connectionTest = {
  steps: {
    address: "The address",
    challenge: "The invitation to sign in",
    resource: "The document about what is protected",
    server: "The document about signing in",
    registration: "Apps can make themselves known",
    call: "A question about this project",
  } satisfies Record<TestStep, string>,
  good: "All of it works: an assistant can connect to this address.",
  goodHere: "All of it works, from this computer. Assistants on the internet need a public https address.",
  bad: "An assistant would not get through.",
  outcomes: { good: "works", bad: "fails", left_out: "not tried" },
  answer: "Its answer",
  busy: "A test of yours is running. Wait a few seconds, then try again.",
  findings: {
    notHttps: (address) => ({
      why: `The public address is ${address}, without encryption. Assistants sign in by https alone.`,
      next: "Put a proxy with a certificate in front, set PUBLIC_URL to its https address and start Heliometer again.",
    }),
    unreachable: (detail) => ({
      why: `This server cannot reach its own public address (${detail}).`,
      next: "Check that its name leads to your proxy and that the proxy runs. Some home networks do not let a computer call itself by its public name: then try the address from outside, with a phone off your Wi-Fi; “Authentication required” means that it works.",
    }),
    slow: (time) => ({
      why: `Nothing came back within ${time}.`,
      next: "Check that the proxy passes requests on to the port of Heliometer, and that no firewall swallows them.",
    }),
    certificate: (detail) => ({
      why: `The certificate of the address is not accepted (${detail}).`,
      next: "Renew the certificate, with its whole chain and for this very name. Assistants accept none that you signed yourself.",
    }),
    redirected: (address) => ({
      why: `The address leads on to ${address}. Assistants do not follow.`,
      next: `Set PUBLIC_URL to the address that answers in the end, or take the redirect for /api, /oauth and /.well-known out of the proxy.`,
    }),
    toHttps: (address) => ({
      why: `PUBLIC_URL begins with http, and the proxy leads on to ${address}.`,
      next: `Set PUBLIC_URL=${address} and start Heliometer again.`,
    }),
    wrongHost: (host) => ({
      why: `The proxy passes on another host name than ${host}, so Heliometer does not take the request for its own.`,
      next: `Let the proxy keep the name. In nginx: ${PROXY_HEADERS}`,
    }),
    blocked: (status) => ({
      why: `Something in front of Heliometer answered with a page of its own (status ${status}): a firewall, a bot protection or a sign-in of the proxy.`,
      next: "Let /api/v1/mcp, /oauth and /.well-known pass without it. Heliometer protects them itself.",
    }),
    gateway: (status) => ({
      why: `The proxy answers (status ${status}) and does not reach Heliometer.`,
      next: "Check the address and port that the proxy passes on to, and that HOST lets it in: between containers HOST=0.0.0.0.",
    }),
    notPassed: (path) => ({
      why: `At ${path} there is nothing, so the proxy does not pass that path on, or changes it.`,
      next: "Pass everything on, from / and with its path as it came.",
    }),
    somethingElse: (address) => ({
      why: `At ${address} something else than Heliometer answers.`,
      next: "Check where the name leads and what PUBLIC_URL says.",
    }),
    open: (path) => ({
      why: `${path} answered without asking who calls. That is not this Heliometer.`,
      next: "Check where the name leads, and that no cache stands in front.",
    }),
    challengeDropped: (header) => ({
      why: `The header ${header} got lost on the way. By it an assistant finds the way to sign in.`,
      next: "Let the proxy pass it on. A proxy that signs people in itself replaces it: switch that off for /api/v1/mcp.",
    }),
    challengeElsewhere: (address) => ({
      why: `The invitation to sign in leads to ${address}, which is another address than this one.`,
      next: "Another Heliometer answers here, or one with another PUBLIC_URL. Set the same for all nodes.",
    }),
    documentMissing: (path) => ({
      why: `${path} does not come through.`,
      next: "Pass /.well-known on to Heliometer. Some proxies keep that folder for certificates: leave them /.well-known/acme-challenge alone.",
    }),
    documentDiffers: (name) => ({
      why: `The field ${name} names another address than the one that you give to assistants.`,
      next: "Another Heliometer answers here, or a cache keeps an old document. Set the same PUBLIC_URL for all nodes and empty the cache.",
    }),
    registrationClosed: (path) => ({
      why: `Apps cannot make themselves known: ${path} does not answer as it should.`,
      next: "Pass /oauth on to Heliometer with every method, OPTIONS too.",
    }),
    credentialDropped: (header) => ({
      why: `The header ${header} got lost on the way, so nobody is recognised.`,
      next: "Let the proxy pass it on. In Apache: CGIPassAuth On or SetEnvIf Authorization; a proxy’s own password check has to be off.",
    }),
    bodyCut: (size) => ({
      why: `A request of ${size} does not come through whole.`,
      next: "Raise the proxy’s limit for requests to a megabyte. In nginx: client_max_body_size 1m;",
    }),
    answerCut: (detail) => ({
      why: `The answer came back cut or changed (${detail}).`,
      next: "Switch off what rewrites answers on the way: page optimisers, injected scripts, caches.",
    }),
    tooManyCalls: () => ({
      why: "Your calls of this minute are used up.",
      next: "Wait a minute, then test again.",
    }),
    instanceOff: () => ({
      why: "Signing in works, but MCP is switched off for this whole Heliometer.",
      next: "An operator can switch it on, under Operation, MCP.",
    }),
    projectOff: () => ({
      why: "Signing in works, but assistants are switched off for this project.",
      next: "An admin of the project can switch them on, under Settings, MCP.",
    }),
    planTooLow: () => ({
      why: "Signing in works, but the plan of this organization does not include assistants.",
      next: "An operator can change the plan, under Operation, Organizations.",
    }),
    privilege: () => ({
      why: "Signing in works, but your role is above what assistants are allowed on this Heliometer.",
      next: "An operator can raise the maximum privilege level. A read-only key of the project works at every level.",
    }),
    callFailed: (message) => ({
      why: `Everything on the way works, but the question was not answered: ${message}`,
      next: "Test again. If it goes on, an operator finds the cause in the server’s log.",
    }),
  } as Record<Finding["name"], (about: string) => Told>,
};
