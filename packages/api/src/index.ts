export type { Authenticate } from "./authenticate.ts";
export { type ApiOptions, registerApi } from "./register-api.ts";
export { registerWebhooks } from "./revenue/webhooks.ts";
