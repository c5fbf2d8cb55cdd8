import parseAgent from "my-ua-parser";
import type { Text } from "../text/text.ts";

/** A browser as a person would call it, such as "Firefox on Windows". */
export function browserName({ security }: Text, userAgent: string): string {
  const { browser, os } = parseAgent(userAgent);
  if (browser.name && os.name) return security.browserOn(browser.name, os.name);
  return browser.name ?? security.unknownBrowser;
}
