import type { Text } from "../text.ts";

/** The page of a project about assistants, in German. */
export const mcp: Text["mcp"] = {
  tab: "MCP",
  title: "Assistenten über MCP",
  lead: "Assistenten lesen dieses Projekt über das Model Context Protocol, mit einer Verbindung oder einem Schlüssel. Sie ändern nichts.",
  on: "Assistenten können dieses Projekt lesen.",
  off: "Kein Assistent kann dieses Projekt lesen.",
  reasons: "Warum",
  projectOff: "Assistenten sind für dieses Projekt ausgeschaltet. Ein Administrator des Projekts kann sie einschalten.",
  instanceOff: "MCP ist für dieses ganze Heliometer ausgeschaltet. Ein Betreiber kann es einschalten.",
  planTooLow: (plan) =>
    `Die Organisation hat den Tarif ${plan}; Assistenten brauchen starter oder mehr. Ein Betreiber kann den Tarif ändern.`,
  aboveCap: (level, role) =>
    `Assistenten handeln auf diesem Heliometer für Personen bis zur Rolle ${level}, und Ihre höchste Rolle ist ${role}. Ihre eigenen Verbindungen und Tokens werden abgewiesen; Nur-Lese-Schlüssel des Projekts gehen. Ein Betreiber kann die Stufe anheben.`,
  cap: (level) =>
    `Auf diesem Heliometer handeln Assistenten für Personen bis zur Rolle ${level}. Wer irgendwo eine höhere hat, verwendet einen Nur-Lese-Schlüssel des Projekts.`,
  switchTitle: "Für dieses Projekt",
  isOn: "Eingeschaltet.",
  isOff: "Ausgeschaltet: Kein Schlüssel und keine Verbindung liest dieses Projekt über MCP.",
  switchOn: "Einschalten",
  switchOff: "Ausschalten",
  needsAdmin: "Ein Administrator dieses Projekts kann das ändern.",
  operatorPages: "Zu den Seiten für Betreiber",
  address: "MCP-Adresse",
  more: {
    connect: "Einen Assistenten verbinden",
    connections: "Was verbunden ist",
    diagnosis: "Warum einer nicht hineinkam",
    calls: "Was gefragt wurde",
  },
};
