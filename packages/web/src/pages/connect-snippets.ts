/** A header that a client sends with every request. */
interface KeyHeader {
  name: string;
  value: string;
}

/** How a key is sent: a key of a project by the header of its own, a personal token as a Bearer token. */
function headerFor(key: string): KeyHeader {
  return key.startsWith("hm_pat_")
    ? { name: "Authorization", value: `Bearer ${key}` }
    : { name: "X-API-Key", value: key };
}

/** Lines to paste where the client signs in by itself. */
export function signInLines(mcpUrl: string) {
  return {
    claude: mcpUrl,
    chatgpt: mcpUrl,
    mistral: mcpUrl,
    claudeDesktop: mcpUrl,
    claudeCode: `claude mcp add --transport http heliometer ${mcpUrl}\nclaude mcp login heliometer`,
    cursor: json({ mcpServers: { heliometer: { url: mcpUrl } } }),
    codex: `codex mcp add heliometer --url ${mcpUrl}\ncodex mcp login heliometer`,
    vscode: json({ servers: { heliometer: { type: "http", url: mcpUrl } } }),
    gemini: `gemini mcp add -t http heliometer ${mcpUrl}`,
    other: mcpUrl,
  };
}

/** Lines to paste with a key, which may be a word that stands for one; null where the client takes none. */
export function keyLines(mcpUrl: string, key: string) {
  const header = headerFor(key);
  const { name, value } = header;
  const headers = { [name]: value };
  return {
    claude: null,
    chatgpt: null,
    mistral: value.replace("Bearer ", ""),
    claudeDesktop: desktopFile(mcpUrl, header),
    claudeCode: `claude mcp add --transport http heliometer ${mcpUrl} --header "${name}: ${value}"`,
    cursor: json({ mcpServers: { heliometer: { url: mcpUrl, headers } } }),
    codex: [
      "[mcp_servers.heliometer]",
      `url = "${mcpUrl}"`,
      "",
      "[mcp_servers.heliometer.http_headers]",
      `${name} = "${value}"`,
    ].join("\n"),
    vscode: editorFile(mcpUrl, header),
    gemini: `gemini mcp add -t http -H "${name}: ${value}" heliometer ${mcpUrl}`,
    other: key.startsWith("hm_pat_") ? `${name}: ${value}` : `X-API-Key: ${key}\nAuthorization: Bearer ${key}`,
  };
}

/** VS Code asks for the key itself, so that none stands in a file that goes into a repository. */
function editorFile(mcpUrl: string, { name, value }: KeyHeader): string {
  const input = "${" + "input:heliometer-key}";
  return json({
    inputs: [{ type: "promptString", id: "heliometer-key", description: "Heliometer key", password: true }],
    servers: {
      heliometer: {
        type: "http",
        url: mcpUrl,
        headers: { [name]: value.startsWith("Bearer ") ? `Bearer ${input}` : input },
      },
    },
  });
}

/** Some shells and clients split arguments at a space; a header's own is kept in the environment. */
function desktopFile(mcpUrl: string, { name, value }: KeyHeader): string {
  const spaced = value.includes(" ");
  const header = spaced ? `${name}:${"${"}AUTHORIZATION}` : `${name}:${value}`;
  return json({
    mcpServers: {
      heliometer: {
        command: "npx",
        args: ["-y", "mcp-remote", mcpUrl, "--header", header],
        ...(spaced && { env: { AUTHORIZATION: value } }),
      },
    },
  });
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
