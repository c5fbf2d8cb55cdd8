import type { Text } from "../text.ts";

const APPROVE =
  "Ihr Browser öffnet dieses Heliometer: Melden Sie sich an, wählen Sie Ihre Projekte, und drücken Sie Erlauben.";
const CONNECTOR = [
  "Öffnen Sie Settings, dann Connectors. In neueren Versionen stehen Connectors unter Customize.",
  "Wählen Sie Add custom connector, setzen Sie diese Adresse ein, und drücken Sie Add:",
];
const CONNECT = "Drücken Sie Connect, melden Sie sich hier an, wählen Sie Ihre Projekte, und drücken Sie Erlauben.";

const clients: Text["guide"]["clients"] = {
  claude: {
    name: "Claude.ai",
    detail: "im Web und in der App auf dem Telefon",
    signIn: CONNECTOR,
    afterSignIn: [CONNECT],
    withKey: [],
    note: "Der kostenlose Tarif von Claude nimmt einen eigenen Connector auf. Was hier verbunden ist, ist auch in der Desktop-App da.",
  },
  chatgpt: {
    name: "ChatGPT",
    detail: "im Web, mit einem bezahlten Tarif",
    signIn: [
      "Öffnen Sie Settings, dann Apps (früher: Connectors), Advanced settings, und schalten Sie Developer mode ein. In der neuesten Version steht er unter Security and login, und Ihre App unter Plugins.",
      "Wählen Sie Create, nennen Sie sie Heliometer, lassen Sie OAuth stehen, und setzen Sie diese Adresse ein:",
    ],
    afterSignIn: [
      "Melden Sie sich hier an, wählen Sie Ihre Projekte, und drücken Sie Erlauben.",
      "Fügen Sie Heliometer in einem Chat über das Menü + hinzu.",
    ],
    withKey: [],
    note: "",
  },
  mistral: {
    name: "Mistral",
    detail: "Le Chat und Work",
    signIn: [
      "Öffnen Sie das Menü Context oder Intelligence, dann Connectors, und wählen Sie Add Connector.",
      "Wählen Sie Custom MCP Connector, schreiben Sie als Namen heliometer, ohne Leerzeichen, und setzen Sie diese Adresse als Connector Server ein:",
    ],
    afterSignIn: [
      "Mistral findet den Weg zum Anmelden selbst. Drücken Sie Create, dann Connect, melden Sie sich hier an, wählen Sie Ihre Projekte, und drücken Sie Erlauben.",
    ],
    withKey: [
      "Wählen Sie API Token Authentication, den Header-Namen Authorization, den Typ Bearer, und setzen Sie das ein:",
    ],
    note: "Um einen Connector hinzuzufügen, brauchen Sie bei Mistral Administratorrechte.",
  },
  claudeDesktop: {
    name: "Claude Desktop",
    detail: "die App für macOS und Windows",
    signIn: CONNECTOR,
    afterSignIn: [CONNECT],
    withKey: [
      "Die Konfigurationsdatei der App startet nur Programme auf Ihrem Computer und übergeht eine Adresse; deshalb steht eine kleine Brücke dazwischen, die Node.js braucht.",
      "Öffnen Sie Settings, Developer, Edit Config, setzen Sie das in claude_desktop_config.json, und starten Sie die App neu:",
    ],
    note: "Als Connector anzumelden braucht weder Schlüssel noch Datei.",
  },
  claudeCode: {
    name: "Claude Code",
    detail: "",
    signIn: ["Führen Sie das in einem Terminal aus:"],
    afterSignIn: [APPROVE],
    withKey: ["Führen Sie das in einem Terminal aus:"],
    note: "Mit --scope project am Ende der ersten Zeile steht die Adresse in .mcp.json, für alle, die an diesem Projekt arbeiten.",
  },
  cursor: {
    name: "Cursor",
    detail: "",
    signIn: ["Setzen Sie das in .cursor/mcp.json Ihres Projekts, oder für alle Projekte in ~/.cursor/mcp.json:"],
    afterSignIn: ["Drücken Sie in den Einstellungen von Cursor, unter MCP, neben heliometer auf Connect.", APPROVE],
    withKey: ["Setzen Sie das in .cursor/mcp.json Ihres Projekts, oder für alle Projekte in ~/.cursor/mcp.json:"],
    note: "",
  },
  codex: {
    name: "Codex",
    detail: "Kommandozeile, Editor und Desktop-App",
    signIn: ["Führen Sie das in einem Terminal aus:"],
    afterSignIn: [APPROVE],
    withKey: ["Fügen Sie das in ~/.codex/config.toml ein:"],
    note: "",
  },
  vscode: {
    name: "VS Code",
    detail: "mit Copilot",
    signIn: ["Setzen Sie das in .vscode/mcp.json:"],
    afterSignIn: ["Drücken Sie Start über dem Eintrag; VS Code fragt, ob es sich anmelden darf.", APPROVE],
    withKey: ["Setzen Sie das in .vscode/mcp.json. VS Code fragt einmal nach dem Schlüssel und behält ihn:"],
    note: "",
  },
  gemini: {
    name: "Gemini CLI",
    detail: "",
    signIn: ["Führen Sie das in einem Terminal aus:"],
    afterSignIn: ["Starten Sie gemini, und tippen Sie /mcp auth heliometer.", APPROVE],
    withKey: ["Führen Sie das in einem Terminal aus:"],
    note: "Gemini CLI lässt Server in Ordnern weg, denen es nicht vertraut: Beantworten Sie zuerst seine Frage nach dem Ordner.",
  },
  other: {
    name: "Andere",
    detail: "jedes andere Programm mit dem Model Context Protocol",
    signIn: [
      "Geben Sie ihm diese Adresse und den Transport Streamable HTTP. Es findet den Weg zum Anmelden selbst (OAuth 2.1):",
    ],
    afterSignIn: [APPROVE],
    withKey: ["Lassen Sie es einen dieser Header senden:"],
    note: "Schlüssel gelten nie in der Adresse selbst. Ein Programm, das nur andere Programme startet, erreicht Heliometer durch npx mcp-remote und die Adresse.",
  },
};

/** The connect guide in German. Menus of the clients are named as they are in English, where they have no German name. */
export const guide: Text["guide"] = {
  title: "Assistenten verbinden",
  lead: "Eine Adresse für jeden Assistenten.",
  address: "MCP-Adresse",
  choose: "Welcher Assistent?",
  copy: "Kopieren",
  copied: "Kopiert",
  onlyLocal:
    "Diese Adresse ist nur von dem Computer aus erreichbar, auf dem Heliometer läuft. Editoren und Assistenten der Kommandozeile funktionieren dort. Claude.ai, ChatGPT und Mistral rufen aus dem Internet an: Sie brauchen Heliometer unter einer öffentlichen https-Adresse.",
  signIn: {
    title: "Durch Anmelden",
    lead: "Empfohlen. Ohne Schlüssel: Sie wählen einmal, was er lesen darf, und können es jederzeit beenden.",
  },
  withKey: {
    title: "Mit einem Schlüssel",
    none: "Dieser Assistent nimmt keinen Schlüssel: Verbinden Sie ihn durch Anmelden.",
    standsFor: "hm_sk_YOUR_KEY steht für einen Schlüssel. Erzeugen Sie hier einen, dann steht er in den Zeilen:",
    standsForToken:
      "hm_pat_YOUR_TOKEN steht für ein persönliches Token. Erzeugen Sie hier eines, dann steht es in den Zeilen:",
    make: "Nur-Lese-Schlüssel erzeugen",
    makeToken: "Persönliches Token erzeugen",
    made: "Der Schlüssel steht in der Zeile unten. Kopieren Sie ihn jetzt: Er wird nur dieses eine Mal gezeigt.",
    keyName: (client) => `${client} (aus der Anleitung)`,
    tokenHeader: "Header, für Programme, die einen annehmen",
  },
  test: {
    title: "Verbindung prüfen",
    lead: "Heliometer ruft seine eigene Adresse auf, wie es ein Assistent tut: die Aufforderung, die Dokumente, die zum Anmelden führen, und eine Frage nach diesem Projekt.",
    submit: "Jetzt prüfen",
    again: "Noch einmal prüfen",
  },
  question: { title: "Dann fragen Sie" },
  questions: {
    visits: [
      "Wie viele Besucher kamen diese Woche, und woher?",
      "Welche Seiten haben im letzten Monat Besucher gebracht?",
      "Wie steht dieser Monat im Vergleich zum letzten?",
      "Wer ist gerade auf der Website?",
      "Welche Länder sind in den letzten 90 Tagen gewachsen?",
      "Auf welcher Seite enden die meisten Besuche nach einem Blick?",
      "Welcher Tag der letzten vier Wochen war der beste, und warum?",
      "Wie viele Besuche kamen von ChatGPT, Claude und anderen Assistenten?",
      "Welcher Anteil der Besucher kam diesen Monat mit dem Telefon?",
      "Fasse mir die letzte Woche in fünf Sätzen zusammen.",
    ],
    events: [
      "Welche Ereignisse geschahen in den letzten 30 Tagen am häufigsten?",
      "Welcher Anteil der Besucher tat, worauf es uns ankommt, nach Quelle?",
    ],
    revenue: [
      "Was haben wir letzten Monat eingenommen, und wie ist das im Vergleich?",
      "Welcher Kanal bringt den meisten Umsatz je Besucher?",
      "Wer sind unsere zehn besten Kunden in diesem Jahr?",
    ],
  },
  clients,
};
