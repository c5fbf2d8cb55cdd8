export type { Authenticate } from "./authenticate.ts";
export { type McpOptions, registerMcp } from "./register-mcp.ts";
export type { Admission } from "./tool.ts";
