const BROWSER =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
/** A visitor sends so many page views, mixed with those of this many others. */
const VIEWS_PER_VISITOR = 4;
const VISITORS_AT_ONCE = 5_000;
let sent = 0;

/** A page view as a tracker sends it; each call is another one. */
export function nextPageView(): Readonly<Record<string, unknown>> {
  sent += 1;
  const visitor = Math.floor(sent / VIEWS_PER_VISITOR) + (sent % VISITORS_AT_ONCE);
  return {
    visitorId: `6d0c2c1e-6a5e-4b8e-9d0a-${String(visitor).padStart(12, "0")}`,
    sessionId: "7d3c1f6a-1f0e-4d58-9a0f-3f6b1f1c9e21",
    pageViewId: `${process.pid}-${Date.now()}-${sent}`,
    path: `/articles/page-${sent % 200}`,
    hostname: "www.example.com",
    title: `Article ${sent % 200}`,
    referrer: sent % 3 === 0 ? "https://www.google.com/" : "",
    queryString: "",
    screenWidth: 1920,
    screenHeight: 1080,
  };
}

/** A posted JSON body, as the text of a whole request. */
export function postJson(path: string, body: unknown, headers: Readonly<Record<string, string>>): string {
  return postText(path, JSON.stringify(body), { "content-type": "application/json", ...headers });
}

/** A posted text, as the text of a whole request. */
export function postText(path: string, text: string, headers: Readonly<Record<string, string>>): string {
  const all = { host: "localhost", "content-length": String(Buffer.byteLength(text)), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return [`POST ${path} HTTP/1.1`, ...lines, "", text].join("\r\n");
}

/** What a browser sends beside the body. */
export function trackerHeaders({ publicKey }: { publicKey: string }): Readonly<Record<string, string>> {
  return {
    "x-api-key": publicKey,
    "user-agent": BROWSER,
    accept: "*/*",
    "accept-language": "de-CH,de;q=0.9,en;q=0.8",
    origin: "https://www.example.com",
    referer: "https://www.example.com/",
  };
}

/** Events of servers in one body: newline-delimited JSON of so many custom events. */
export function nextBatch(events: number): string {
  const lines = Array.from({ length: events }, () => {
    const { visitorId, pageViewId, path, hostname, title } = nextPageView();
    return JSON.stringify({ type: "pageview", visitorId, eventId: pageViewId, path, hostname, title });
  });
  return lines.join("\n");
}

/** Page views of ever other visitors, for a steady pace. */
export function pageViewsTo({ port, headers }: { port: number; headers: Readonly<Record<string, string>> }) {
  return { port, next: () => postJson("/api/t/e", nextPageView(), headers) };
}
