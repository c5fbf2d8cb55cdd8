import type { ProjectDetails } from "@heliometer/accounts";
import { copyText } from "../components/copy-text.ts";
import { notice } from "../components/notice.ts";
import { projectHead } from "../components/project-head.ts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import { type Page, tokenField } from "../layout.ts";

export interface TrackingPage {
  project: ProjectDetails;
  /** Scheme, host and port of this installation. */
  origin: string;
  /** The newest public key that is alive; null: there is none. */
  publicKey: string | null;
  /** What just happened. */
  done: string | null;
}

/** How visits of a project are counted: lines to paste, with its own key. */
export function trackingPage(frame: Frame, page: TrackingPage): Page {
  const { project, publicKey, done } = page;
  const words = frame.text.tracking;
  const body = html`${projectHead(frame, project, { section: "tracking" })}
<div class="stack">
${notice(done)}
${publicKey ? lines(frame, page, publicKey) : createForm(frame, project)}
</div>`;
  return { title: `${words.title} · ${project.name}`, shape: "reading", body };
}

function lines({ text }: Frame, { origin }: TrackingPage, key: string): Html {
  const words = text.tracking;
  const section = (of: { title: string; lead: string }, line: string) =>
    html`<section class="card stack"><h2>${of.title}</h2><p>${of.lead}</p>${copyText(line)}</section>`;
  return html`<section class="card stack"><h2>${words.title}</h2><p>${words.lead}</p>
${copyText(`<script defer src="${origin}/tracker.js" data-api-key="${key}"></script>`)}
<p class="note">${words.check}</p></section>
${section(words.events, 'heliometer.track("signup", { plan: "pro" })\n<button data-hm-event="signup" data-hm-plan="pro">Sign up</button>')}
${section(words.own, `<script defer src="/stats/tracker.js" data-api-key="${key}"></script>\n\n# nginx\nlocation /stats/ { proxy_pass ${origin}/; proxy_set_header X-Forwarded-For $remote_addr; }`)}
${section(words.reference, `new HimetricaClient({ apiKey: "${key}", apiUrl: "${origin}" })`)}
${section(words.server, `curl ${origin}/api/v1/track -H "X-API-Key: hm_sk_YOUR_KEY" -H "Content-Type: application/json" \\\n  -d '{"userId": "user-42", "eventName": "invoice_paid"}'`)}`;
}

function createForm({ text, formToken }: Frame, { id }: ProjectDetails): Html {
  const { title, lead, submit } = text.tracking.create;
  return html`<section class="card stack"><h2>${title}</h2><p>${lead}</p>
<form method="post" action="/projects/${encodeURIComponent(id)}/settings/tracking">${tokenField(formToken)}
<button type="submit">${submit}</button></form></section>`;
}
