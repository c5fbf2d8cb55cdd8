/** One client in the guide. Steps are plain sentences; addresses and commands stand beside them, not in them. */
interface ClientWords {
  name: string;
  /** Which of its programs are meant. */
  detail: string;
  /** Before and after the line to paste, where it signs in by itself. */
  signIn: readonly string[];
  afterSignIn: readonly string[];
  /** With a key; empty where it takes none. */
  withKey: readonly string[];
  note: string;
}

const APPROVE = "Your browser opens this Heliometer: sign in, tick your projects and press Approve.";
const CONNECTOR = [
  "Open Settings, then Connectors. In newer versions Connectors stand under Customize.",
  "Choose Add custom connector, paste this address and press Add:",
];
const CONNECT = "Press Connect, sign in here, tick your projects and press Approve.";

const clients: Record<
  | "claude"
  | "chatgpt"
  | "mistral"
  | "claudeDesktop"
  | "claudeCode"
  | "cursor"
  | "codex"
  | "vscode"
  | "gemini"
  | "other",
  ClientWords
> = {
  claude: {
    name: "Claude.ai",
    detail: "on the web and in the phone app",
    signIn: CONNECTOR,
    afterSignIn: [CONNECT],
    withKey: [],
    note: "The free plan of Claude takes one custom connector. What is connected here is there in the desktop app too.",
  },
  chatgpt: {
    name: "ChatGPT",
    detail: "on the web, with a paid plan",
    signIn: [
      "Open Settings, then Apps (earlier: Connectors), Advanced settings, and switch on Developer mode. In the newest version it stands under Security and login, and your app under Plugins.",
      "Choose Create, give it the name Heliometer, keep OAuth and paste this address:",
    ],
    afterSignIn: ["Sign in here, tick your projects and press Approve.", "In a chat, add Heliometer from the + menu."],
    withKey: [],
    note: "",
  },
  mistral: {
    name: "Mistral",
    detail: "Le Chat and Work",
    signIn: [
      "Open the Context or Intelligence menu, then Connectors, and choose Add Connector.",
      "Choose Custom MCP Connector, write heliometer as its name, without spaces, and paste this address as Connector Server:",
    ],
    afterSignIn: [
      "Mistral finds the way to sign in by itself. Press Create, then Connect, sign in here, tick your projects and press Approve.",
    ],
    withKey: ["Choose API Token Authentication, the header name Authorization, the type Bearer, and paste this:"],
    note: "Adding a connector needs admin rights at Mistral.",
  },
  claudeDesktop: {
    name: "Claude Desktop",
    detail: "the app for macOS and Windows",
    signIn: CONNECTOR,
    afterSignIn: [CONNECT],
    withKey: [
      "The app’s configuration file only starts programs on your computer and passes over an address, so a small bridge stands between; it needs Node.js.",
      "Open Settings, Developer, Edit Config, put this into claude_desktop_config.json and restart the app:",
    ],
    note: "Signing in as a connector needs neither key nor file.",
  },
  claudeCode: {
    name: "Claude Code",
    detail: "",
    signIn: ["Run this in a terminal:"],
    afterSignIn: [APPROVE],
    withKey: ["Run this in a terminal:"],
    note: "With --scope project at the end of the first line the address is kept in .mcp.json, for everybody who works on that project.",
  },
  cursor: {
    name: "Cursor",
    detail: "",
    signIn: ["Put this into .cursor/mcp.json in your project, or into ~/.cursor/mcp.json for all projects:"],
    afterSignIn: ["In Cursor’s settings, under MCP, press Connect beside heliometer.", APPROVE],
    withKey: ["Put this into .cursor/mcp.json in your project, or into ~/.cursor/mcp.json for all projects:"],
    note: "",
  },
  codex: {
    name: "Codex",
    detail: "command line, editor and desktop app",
    signIn: ["Run this in a terminal:"],
    afterSignIn: [APPROVE],
    withKey: ["Add this to ~/.codex/config.toml:"],
    note: "",
  },
  vscode: {
    name: "VS Code",
    detail: "with Copilot",
    signIn: ["Put this into .vscode/mcp.json:"],
    afterSignIn: ["Press Start above the entry; VS Code asks whether it may sign in.", APPROVE],
    withKey: ["Put this into .vscode/mcp.json. VS Code asks for the key once and keeps it:"],
    note: "",
  },
  gemini: {
    name: "Gemini CLI",
    detail: "",
    signIn: ["Run this in a terminal:"],
    afterSignIn: ["Start gemini and type /mcp auth heliometer.", APPROVE],
    withKey: ["Run this in a terminal:"],
    note: "Gemini CLI leaves servers out in folders that it does not trust: answer its question about the folder first.",
  },
  other: {
    name: "Other",
    detail: "every other client of the Model Context Protocol",
    signIn: [
      "Give it this address and the transport Streamable HTTP. It finds the way to sign in by itself (OAuth 2.1):",
    ],
    afterSignIn: [APPROVE],
    withKey: ["Let it send one of these headers:"],
    note: "Keys never work in the address itself. A client that starts programs alone reaches Heliometer by: npx mcp-remote and the address.",
  },
};

/** The connect guide in English. */
export const guide = {
  title: "Connect an assistant",
  lead: "One address for every assistant.",
  address: "MCP address",
  choose: "Which assistant?",
  copy: "Copy",
  copied: "Copied",
  onlyLocal:
    "This address is only reachable from the computer that runs Heliometer. Editors and command-line assistants on it work. Claude.ai, ChatGPT and Mistral call from the internet: they need Heliometer at a public https address.",
  signIn: {
    title: "By signing in",
    lead: "Recommended. No key: you choose once what it may read, and can end it at any time.",
  },
  withKey: {
    title: "With a key",
    none: "This assistant takes no key: connect it by signing in.",
    standsFor: "hm_sk_YOUR_KEY stands for a key. Make one here, and the lines hold it:",
    standsForToken: "hm_pat_YOUR_TOKEN stands for a personal token. Make one here, and the lines hold it:",
    make: "Make a read-only key",
    makeToken: "Make a personal token",
    made: "The key stands in the line below. Copy it now: it is shown this once and never again.",
    keyName: (client: string) => `${client} (from the guide)`,
    tokenHeader: "Header, for clients that take one",
  },
  test: {
    title: "Test the connection",
    lead: "Heliometer calls its own address the way an assistant does: the challenge, the documents that lead to signing in, and a question about this project.",
    submit: "Test now",
    again: "Test again",
  },
  question: { title: "Then ask" },
  questions: {
    visits: [
      "How many visitors came this week, and from where?",
      "Which pages brought people in last month?",
      "How does this month compare with the last one?",
      "Who is on the site right now?",
      "Which countries grew in the last 90 days?",
      "On which page do most visits end after one look?",
      "Which day of the last four weeks was the best, and why?",
      "How many visits came from ChatGPT, Claude and other assistants?",
      "What share of visitors came by phone this month?",
      "Write me a summary of last week in five sentences.",
    ],
    events: [
      "Which events happened most often in the last 30 days?",
      "What share of visitors did what matters to us, by source?",
    ],
    revenue: [
      "What did we earn last month, and how does that compare?",
      "Which channel brings the most revenue per visitor?",
      "Who are our ten best customers this year?",
    ],
  },
  clients,
};
