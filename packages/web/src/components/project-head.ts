import type { ProjectDetails } from "@heliometer/accounts";
import { roleAtLeast } from "@heliometer/core";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";

/** The pages of a project; settings pages have a second row. */
export type Section =
  | "overview"
  | "connect"
  | "general"
  | "keys"
  | "tracking"
  | "connections"
  | "mcp"
  | "diagnosis"
  | "members"
  | "calls"
  | "refused"
  | "privacy"
  | "revenue";

interface Tab {
  href: string;
  label: string;
  current: boolean;
}

/** Where one is, and the way to the other pages of the project. `aside` stands beside the name. */
export function projectHead({ text }: Frame, project: ProjectDetails, at: { section: Section; aside?: Html }): Html {
  const base = `/projects/${encodeURIComponent(project.id)}`;
  const { section, aside } = at;
  const inSettings = section !== "overview" && section !== "connect";
  const tabs: Tab[] = [
    { href: base, label: text.tabs.overview, current: section === "overview" },
    { href: `${base}/settings/connect`, label: text.tabs.connect, current: section === "connect" },
    { href: settingsTabs(text, project, section)[0]?.href ?? base, label: text.tabs.settings, current: inSettings },
  ];
  return html`<p class="trail"><a href="/">${text.frame.projects}</a></p>
<div class="head"><h1>${project.name}</h1>${aside}</div>
${links("tabs", text.frame.projectNavigation, tabs)}
${inSettings ? links("pills", text.frame.settingsNavigation, settingsTabs(text, project, section)) : null}`;
}

/** What a role may see of the settings; the first one is where they begin. */
function settingsTabs(text: Frame["text"], { id, role }: ProjectDetails, section: Section): Tab[] {
  const base = `/projects/${encodeURIComponent(id)}/settings`;
  const keys = { href: `${base}/keys`, label: text.tabs.keys, current: section === "keys" };
  const tracking = { href: `${base}/tracking`, label: text.tracking.tab, current: section === "tracking" };
  const calls = { href: `${base}/calls`, label: text.calls.tab, current: section === "calls" };
  const refused = { href: `${base}/refused`, label: text.refused.tab, current: section === "refused" };
  const privacy = { href: `${base}/privacy`, label: text.privacy.tab, current: section === "privacy" };
  const revenue = { href: `${base}/revenue`, label: text.revenue.tab, current: section === "revenue" };
  const general = { href: base, label: text.tabs.general, current: section === "general" };
  return [
    ...(roleAtLeast(role, "editor") ? [general] : []),
    ...(roleAtLeast(role, "admin") ? [tracking, keys] : []),
    { href: `${base}/connections`, label: text.tabs.connections, current: section === "connections" },
    { href: `${base}/mcp`, label: text.mcp.tab, current: section === "mcp" },
    { href: `${base}/diagnosis`, label: text.tabs.diagnosis, current: section === "diagnosis" },
    { href: `${base}/members`, label: text.tabs.members, current: section === "members" },
    ...(roleAtLeast(role, "admin") ? [revenue, calls, refused, privacy] : []),
  ];
}

function links(kind: "tabs" | "pills", label: string, tabs: readonly Tab[]): Html {
  return html`<nav class="${kind}" aria-label="${label}">${tabs.map(
    ({ href, label: name, current }) =>
      html`<a href="${href}" ${current ? html`aria-current="page"` : null}>${name}</a>`,
  )}</nav>`;
}
