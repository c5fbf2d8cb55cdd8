/** Lines to paste, by client. `key` may be a placeholder. */
export function snippetsFor(mcpUrl: string, key: string) {
  const headers = { "X-API-Key": key };
  const json = (value: unknown) => JSON.stringify(value, null, 2);
  return {
    claudeCode: `claude mcp add --transport http heliometer ${mcpUrl} --header "X-API-Key: ${key}"`,
    claudeCodeSignIn: `claude mcp add --transport http heliometer ${mcpUrl}\nclaude mcp login heliometer`,
    cursor: json({ mcpServers: { heliometer: { url: mcpUrl, headers } } }),
    codex: [
      "[mcp_servers.heliometer]",
      `url = "${mcpUrl}"`,
      "",
      "[mcp_servers.heliometer.http_headers]",
      `X-API-Key = "${key}"`,
    ].join("\n"),
    codexSignIn: `codex mcp add heliometer --url ${mcpUrl}\ncodex mcp login heliometer`,
    vscode: json({
      inputs: [{ type: "promptString", id: "heliometer-key", description: "Heliometer key", password: true }],
      servers: { heliometer: { type: "http", url: mcpUrl, headers: { "X-API-Key": "${" + "input:heliometer-key}" } } },
    }),
    // Some shells and clients split arguments at a space: none after the colon.
    claudeDesktop: json({
      mcpServers: {
        heliometer: { command: "npx", args: ["-y", "mcp-remote", mcpUrl, "--header", `X-API-Key:${key}`] },
      },
    }),
    gemini: `gemini mcp add -t http -H "X-API-Key: ${key}" heliometer ${mcpUrl}`,
    other: `X-API-Key: ${key}\nAuthorization: Bearer ${key}`,
  };
}
