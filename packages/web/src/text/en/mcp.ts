/** The page of a project about assistants, in English. */
export const mcp = {
  tab: "MCP",
  title: "Assistants over MCP",
  lead: "Assistants read this project by the Model Context Protocol, with a connection or a key. They change nothing.",
  on: "Assistants can read this project.",
  off: "No assistant can read this project.",
  reasons: "Why",
  projectOff: "Assistants are switched off for this project. An admin of it can switch them on.",
  instanceOff: "MCP is switched off for this whole Heliometer. An operator can switch it on.",
  planTooLow: (plan: string) =>
    `The organization is on the plan ${plan}; assistants need starter or above. An operator can change the plan.`,
  aboveCap: (level: string, role: string) =>
    `Assistants act for people up to the role ${level} on this Heliometer, and your highest role is ${role}. Your own connections and tokens are refused; read-only keys of the project work. An operator can raise the level.`,
  cap: (level: string) =>
    `On this Heliometer assistants act for people up to the role ${level}. Whoever holds a higher role anywhere uses a read-only key of the project.`,
  switchTitle: "For this project",
  isOn: "Switched on.",
  isOff: "Switched off: no key and no connection reads this project over MCP.",
  switchOn: "Switch on",
  switchOff: "Switch off",
  needsAdmin: "An admin of this project can change this.",
  operatorPages: "To the pages for operators",
  address: "MCP address",
  more: {
    connect: "Connect an assistant",
    connections: "What is connected",
    diagnosis: "Why one did not get in",
    calls: "What was asked",
  },
};
