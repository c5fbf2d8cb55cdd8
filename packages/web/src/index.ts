export { type ErrorPage, renderErrorPage } from "./error-page.ts";
export type { InteractionDetails, Interactions } from "./interactions.ts";
export type { Health, Operation, WebOptions } from "./options.ts";
export { registerWeb } from "./register-web.ts";
