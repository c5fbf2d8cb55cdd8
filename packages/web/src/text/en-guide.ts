/** The connect guide in English. Steps are plain sentences; addresses and commands stand beside them, not in them. */
export const enGuide = {
  title: "Connect an assistant",
  lead: "One address for every assistant. Paste it where the assistant asks for the address of an MCP server.",
  address: "MCP address",
  onlyLocal:
    "This address is only reachable from the computer that runs Heliometer. Editors and command-line assistants on it work. Claude.ai, ChatGPT and Mistral call from the internet: they need Heliometer at a public https address.",
  signIn: {
    title: "By signing in",
    lead: "No key. The assistant sends you here once; you choose what it may read and can end it at any time.",
  },
  withKey: {
    title: "With a key",
    lead: "Where the line says hm_sk_YOUR_KEY, put a read-only key of this project.",
    createKey: "Create a key",
    tokenHeader: "Header, for clients that take one",
    askAdmin: "Admins of this project create keys. A personal token from your account works too, as a Bearer token.",
  },
  or: "Or by signing in, without a key:",
  question: {
    title: "Then ask",
    examples: [
      "How many visitors came this week, and from where?",
      "Which pages brought people in last month?",
      "How does this month compare with the last one?",
      "Who is on the site right now?",
      "Which countries grew in the last 90 days?",
      "What did visitors from newsletters do?",
    ],
  },
  clients: {
    claude: {
      name: "Claude",
      detail: "claude.ai, the desktop app and the phone app",
      steps: [
        "Open Settings, then Connectors. In newer versions Connectors stand under Customize.",
        "Choose Add custom connector, paste the address and press Add.",
        "Press Connect, sign in here, tick your projects and press Approve.",
      ],
      note: "The free plan of Claude takes one custom connector.",
    },
    chatgpt: {
      name: "ChatGPT",
      detail: "on the web, with a paid plan",
      steps: [
        "Open Settings, then Apps (earlier: Connectors), Advanced settings, and switch on Developer mode. In the newest version it stands under Security and login, and your app under Plugins.",
        "Choose Create, give it the name Heliometer, paste the address and keep OAuth.",
        "Sign in here, tick your projects and press Approve.",
        "In a chat, add Heliometer from the + menu.",
      ],
      note: "",
    },
    mistral: {
      name: "Mistral",
      detail: "Le Chat and Work",
      steps: [
        "Open the Context or Intelligence menu, then Connectors, and choose Add Connector.",
        "Choose Custom MCP Connector. As name write heliometer, without spaces, and paste the address as Connector Server.",
        "Mistral finds the way to sign in by itself. Press Create, then Connect, sign in here, tick your projects and press Approve.",
      ],
      note: "Adding a connector needs admin rights at Mistral. To use a token instead, choose API Token Authentication with the header name Authorization and the type Bearer.",
    },
    claudeCode: { name: "Claude Code", detail: "", steps: ["Run this in a terminal:"], note: "" },
    cursor: {
      name: "Cursor",
      detail: "",
      steps: ["Put this into .cursor/mcp.json in your project, or into ~/.cursor/mcp.json for all projects:"],
      note: "Without the headers Cursor lets you sign in instead.",
    },
    codex: {
      name: "Codex",
      detail: "command line, editor and desktop app",
      steps: ["Add this to ~/.codex/config.toml:"],
      note: "",
    },
    vscode: {
      name: "VS Code",
      detail: "",
      steps: ["Put this into .vscode/mcp.json. VS Code asks for the key once and keeps it:"],
      note: "Without inputs and headers VS Code lets you sign in instead.",
    },
    claudeDesktop: {
      name: "Claude Desktop, by its file",
      detail: "",
      steps: [
        "Its configuration file only starts programs on your computer, so a small bridge stands between. Put this into claude_desktop_config.json and restart the app:",
      ],
      note: "Adding the address as a connector, as described for Claude, needs neither key nor file.",
    },
    gemini: { name: "Gemini CLI", detail: "", steps: ["Run this in a terminal:"], note: "" },
    other: {
      name: "Anything else",
      detail: "",
      steps: [
        "Give it the address above and the transport Streamable HTTP. It either signs in by OAuth, or sends one of these headers:",
      ],
      note: "Keys never work in the address itself.",
    },
  },
};
