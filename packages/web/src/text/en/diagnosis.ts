interface Told {
  /** Continues "NAME was refused:". */
  why: string;
  /** What the person can do. */
  next: string;
}

const ADD_AGAIN = "Remove Heliometer from the app, then add it again: it registers itself anew.";
const MAKERS = "Update the app and try again. If it goes on, give its makers the details below.";
const CONNECT_AGAIN = "Connect again from the app.";

/** English texts of the page that explains why an assistant did not get in. */
export const diagnosis = {
  title: "Connection diagnosis",
  lead: "The last attempts of assistants to connect, and what to do where one was refused. Kept for 30 days.",
  ownOnly: "You see your own attempts. Admins of this project see those of its members.",
  none: "No assistant has tried to connect yet.",
  noneAction: "How to connect one",
  unknownApp: "An unnamed app",
  address: (host: string) => `Its address: ${host}`,
  by: (email: string) => `by ${email}`,
  nobody: "nobody had signed in",
  next: "What to do",
  steps: "Every step",
  stepNames: {
    register: "Registered",
    authorize: "Asked for access",
    consent: "Answer on the consent page",
    token: "Fetched its access",
    refresh: "Renewed its access",
    revoke: "Gave its access back",
    other: "A request",
  },
  outcomes: { ok: "done", declined: "declined", refused: "refused" },
  connected: (app: string) => `${app} is connected, or was.`,
  renewed: (app: string) => `${app} is connected: it renewed its access.`,
  gaveBack: (app: string) => `${app} gave its access back.`,
  approved: (app: string) => `${app} was approved, and has not fetched its access yet.`,
  approvedNext: "If the app shows an error, connect again from it: an approval is good for a minute.",
  waiting: (app: string) => `${app} asked for access. Nobody has answered on the consent page.`,
  waitingNext: "Go back to the app and connect again; then sign in here and approve.",
  registered: (app: string) => `${app} registered itself, and has asked nobody to sign in yet.`,
  declined: (app: string) => `${app} was declined on the consent page.`,
  declinedNext: "To let it in after all, connect again from the app and approve.",
  refused: (app: string, why: string) => `${app} was refused: ${why}`,
  refusedAt: {
    address: (host: string | null): Told => ({
      why: host
        ? `it asked for the address ${host}, which it had not registered.`
        : "it asked for an address that it had not registered.",
      next: `${ADD_AGAIN} If you did not start this, do nothing: nothing was shared.`,
    }),
    registeredAddress: (host: string | null): Told => ({
      why: host ? `it wanted to register the address ${host}, which is not allowed.` : "its address is not allowed.",
      next: "Allowed are https addresses, addresses on this computer, and those of known editors. Update the app, or use a key instead.",
    }),
    client: (): Told => ({ why: "its registration is not known here any more.", next: ADD_AGAIN }),
    code: (): Told => ({
      why: "the approval that it showed was too old, was used before, or was another app's.",
      next: CONNECT_AGAIN,
    }),
    stored: (): Told => ({
      why: "its access has ended: it was revoked, was not used for 60 days, or two programs used it at once.",
      next: CONNECT_AGAIN,
    }),
    resource: (mcpUrl: string): Told => ({
      why: "it asked for access to another address than this server’s.",
      next: `Enter exactly ${mcpUrl} in the app.`,
    }),
    metadata: (): Told => ({ why: "the description that it gave of itself cannot be read.", next: MAKERS }),
    tooMany: (): Told => ({
      why: "too many apps registered from its network within an hour.",
      next: "Wait an hour, then connect again.",
    }),
    scope: (): Told => ({ why: "it asked for something that this server does not give.", next: MAKERS }),
    fault: (): Told => ({
      why: "something went wrong on this server.",
      next: "Try again. An operator finds the cause in the server’s log.",
    }),
    request: (code: string): Told => ({ why: `its request was not complete or not right (${code}).`, next: MAKERS }),
  },
  detail: "In the server’s words",
};
