export { type Browser, openBrowser } from "./browser.ts";
export { CLIENT_SHAPES } from "./client-shapes.ts";
export { answerConsent } from "./person.ts";
export { openPublicInternet, type PublicInternet } from "./public-internet.ts";
export { type ReplayTarget, replayAuthorization, replaySession } from "./replay.ts";
