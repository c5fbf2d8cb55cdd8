/**
 * One name for what other tools call by several: devices, browsers and systems as this product's own reader of user agents
 * names them. What is not listed here keeps the name that it has.
 */
export function deviceNamed(name: string): string {
  const plain = name.trim().toLowerCase();
  return DEVICES[plain] ?? (isUnknown(plain) ? "" : plain);
}

/** See `deviceNamed`. Versions behind the name go. */
export function browserNamed(name: string): string {
  const plain = name.trim().replace(/ [\d.]+$/, "");
  return BROWSERS[plain.toLowerCase()] ?? (isUnknown(plain.toLowerCase()) ? "" : plain);
}

/** See `deviceNamed`. Versions behind the name go, of Windows those of every edition. */
export function systemNamed(name: string): string {
  const plain = name.trim().toLowerCase();
  const found = SYSTEMS.find(([pattern]) => pattern.test(plain));
  if (found) return found[1];
  return isUnknown(plain) ? "" : name.trim();
}

const UNKNOWN_NAMES = new Set(["", "(not set)", "(none)", "unknown", "undefined", "null", "(other)", "zz", "xx"]);

/** What tools write where they do not know. */
export function isUnknown(name: string): boolean {
  return UNKNOWN_NAMES.has(name.trim().toLowerCase());
}

const DEVICES: Readonly<Record<string, string>> = {
  laptop: "desktop",
  ultrawide: "desktop",
  smartphone: "mobile",
  phone: "mobile",
  phablet: "mobile",
  "feature phone": "mobile",
  "smart tv": "tv",
  smarttv: "tv",
  television: "tv",
  "portable media player": "wearable",
  "smart display": "tv",
  "car browser": "embedded",
};

const BROWSERS: Readonly<Record<string, string>> = {
  chrome: "Chrome",
  crios: "Chrome",
  "mobile chrome": "Chrome",
  "chrome mobile": "Chrome",
  "chrome mobile ios": "Chrome",
  "chromium-webview": "Android WebView",
  "android webview": "Android WebView",
  "chrome webview": "Android WebView",
  android: "Android Browser",
  "edge-chromium": "Edge",
  "edge-ios": "Edge",
  edge: "Edge",
  "microsoft edge": "Edge",
  safari: "Safari",
  ios: "Safari",
  "ios-webview": "Safari",
  "mobile safari": "Safari",
  "safari (in-app)": "Safari",
  firefox: "Firefox",
  fxios: "Firefox",
  "firefox mobile": "Firefox",
  "mobile firefox": "Firefox",
  samsung: "Samsung Internet",
  "samsung browser": "Samsung Internet",
  "samsung internet": "Samsung Internet",
  opera: "Opera",
  "opera-mini": "Opera Mini",
  "opera mini": "Opera Mini",
  "opera mobile": "Opera",
  ie: "Internet Explorer",
  "internet explorer": "Internet Explorer",
  facebook: "Facebook",
  instagram: "Instagram",
  yandexbrowser: "Yandex",
  "yandex browser": "Yandex",
};

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/^windows(?! phone)/, "Windows"],
  [/^(?:mac|macintosh|mac os|mac os x|macos|os x)(?: [\d.]+)?$/, "macOS"],
  [/^(?:ios|ipados|iphone|ipad)\b/, "iOS"],
  [/^android\b/, "Android"],
  [/^(?:chrome ?os|chromium os)\b/, "ChromeOS"],
  [/^(?:gnu\/)?(?:linux|ubuntu|fedora|debian|arch|centos|mint|suse|red hat)\b/, "Linux"],
];
