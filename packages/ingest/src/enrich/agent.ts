import { isbot } from "isbot";
import parseAgent from "my-ua-parser";
import type { BotReason } from "../counters.ts";
import { USER_AGENT_CHARACTERS_MAX } from "../limits.ts";

/** What a user agent tells; '' for what it does not. `device`: desktop, mobile, tablet, tv, console, wearable, … */
export interface Agent {
  readonly device: string;
  readonly browser: string;
  readonly os: string;
  /** Set for machines that are not counted. */
  readonly bot: BotReason | null;
}

/** What an app says of itself in the body, because its user agent is that of a library. */
export interface AppFacts {
  readonly platform: string;
  readonly deviceModel: string;
}

const KNOWN_AGENTS_MAX = 2_000;

const DEVICES: Readonly<Record<string, string>> = { smarttv: "tv" };
/** One name for one browser, whatever the screen. */
const BROWSERS: Readonly<Record<string, string>> = {
  "Mobile Safari": "Safari",
  "Mobile Chrome": "Chrome",
  "Mobile Firefox": "Firefox",
  "Chrome WebView": "Android WebView",
  "Android Browser": "Android Browser",
  IEMobile: "Internet Explorer",
  IE: "Internet Explorer",
  "Opera Mobi": "Opera",
  "Opera Touch": "Opera",
  "Opera GX": "Opera",
  "Samsung Internet": "Samsung Internet",
  WebKit: "",
};
const SYSTEMS: Readonly<Record<string, string>> = { "Mac OS": "macOS", "Chromium OS": "ChromeOS" };
const DESKTOP_SYSTEMS = new Set(["Windows", "macOS", "ChromeOS", "Linux"]);
const LINUX =
  /^(?:arch|centos|debian|elementary os|fedora|gentoo|gnu|linpus|linux|mageia|mandriva|manjaro|mint|opensuse|pclinuxos|raspbian|red ?hat|sabayon|slackware|suse|ubuntu|vectorlinux|zenwalk|freebsd|openbsd|netbsd|dragonfly)$/i;
/** The reference's React Native kit names the system in its agent alone: `Himetrica-ReactNative/0.1.28 (ios 17.2)`. */
const APP_AGENT = /^Himetrica-(?:ReactNative\/\S+ \((\w+)|(Android|iOS|Swift))/i;
const APP_SYSTEMS: Readonly<Record<string, { os: string; device: string }>> = {
  android: { os: "Android", device: "mobile" },
  ios: { os: "iOS", device: "mobile" },
  swift: { os: "iOS", device: "mobile" },
  ipados: { os: "iOS", device: "tablet" },
  macos: { os: "macOS", device: "desktop" },
  tvos: { os: "tvOS", device: "tv" },
  watchos: { os: "watchOS", device: "wearable" },
  visionos: { os: "visionOS", device: "xr" },
  windows: { os: "Windows", device: "desktop" },
  linux: { os: "Linux", device: "desktop" },
};
const TABLET_MODEL = /ipad|tablet|\btab\b|galaxy tab|pixel c\b/i;

/**
 * A reader of user agents. The same few thousand texts come again and again, so what they mean is kept, up to a limit;
 * they are held in memory only.
 */
export function createAgentReader(): (userAgent: string | undefined, app: AppFacts) => Agent {
  const known = new Map<string, Agent>();
  return (userAgent, app) => {
    const text = (userAgent ?? "").slice(0, USER_AGENT_CHARACTERS_MAX);
    const platform = platformOf(text, app);
    if (platform) return readApp(platform, app);
    let agent = known.get(text);
    if (!agent) {
      if (known.size >= KNOWN_AGENTS_MAX) known.clear();
      agent = readBrowser(text);
      known.set(text, agent);
    }
    return agent;
  };
}

function platformOf(userAgent: string, app: AppFacts): string {
  const platform = app.platform.toLowerCase();
  if (platform && platform !== "web") return platform;
  const [, system, kit] = APP_AGENT.exec(userAgent) ?? [];
  return (system ?? kit ?? "").toLowerCase();
}

function readApp(platform: string, { deviceModel }: AppFacts): Agent {
  const system = APP_SYSTEMS[platform] ?? { os: "", device: "" };
  const isTablet = system.device === "mobile" && TABLET_MODEL.test(deviceModel);
  return { os: system.os, device: isTablet ? "tablet" : system.device, browser: "", bot: null };
}

function readBrowser(userAgent: string): Agent {
  const { browser, os, device } = parseAgent(userAgent);
  const system = systemName(os.name);
  return {
    browser: BROWSERS[browser.name ?? ""] ?? browser.name ?? "",
    os: system,
    device: deviceName(device.type, system),
    bot: botReason(userAgent),
  };
}

function botReason(userAgent: string): BotReason | null {
  if (userAgent.trim() === "") return "agent_missing";
  return isbot(userAgent) ? "agent_of_bot" : null;
}

function systemName(name: string | undefined): string {
  if (!name) return "";
  return LINUX.test(name) ? "Linux" : (SYSTEMS[name] ?? name);
}

function deviceName(type: string | undefined, system: string): string {
  if (type) return DEVICES[type] ?? type;
  if (DESKTOP_SYSTEMS.has(system)) return "desktop";
  // Android's reduced agents name no model; phones say "Mobile" and are recognised by it, tablets do not.
  return system === "Android" ? "tablet" : "";
}
