import type { ProjectDetails } from "@heliometer/accounts";
import { copyText } from "../components/copy-text.ts";
import { notice } from "../components/notice.ts";
import { projectHead } from "../components/project-head.ts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import { type Page, tokenField } from "../layout.ts";
import { trackerLine } from "../tracker-line.ts";

export interface TrackingPage {
  project: ProjectDetails;
  /** Scheme, host and port of this installation. */
  origin: string;
  /** The newest public key that is alive; null: there is none. */
  publicKey: string | null;
  /** The instant of the last event (milliseconds); null: none has arrived. */
  lastEventAt: number | null;
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

function lines(frame: Frame, page: TrackingPage, key: string): Html {
  const { origin } = page;
  const words = frame.text.tracking;
  const section = (of: { title: string; lead: string }, line: string) =>
    html`<section class="card stack"><h2>${of.title}</h2><p>${of.lead}</p>${copyText(line)}</section>`;
  return html`<section class="card stack"><h2>${words.title}</h2><p>${words.lead}</p>
${copyText(trackerLine(origin, key))}
</section>
${arrivalCard(frame, page)}
${section(words.events, 'heliometer.track("signup", { plan: "pro" })\n<button data-hm-event="signup" data-hm-plan="pro">Sign up</button>')}
${section(words.own, `<script defer src="/stats/tracker.js" data-api-key="${key}"></script>\n\n# nginx\nlocation /stats/ { proxy_pass ${origin}/; proxy_set_header X-Forwarded-For $remote_addr; }`)}
${section(words.reference, `new HimetricaClient({ apiKey: "${key}", apiUrl: "${origin}" })`)}
${section(words.server, `curl ${origin}/api/v1/track -H "X-API-Key: hm_sk_YOUR_KEY" -H "Content-Type: application/json" \\\n  -d '{"userId": "user-42", "eventName": "invoice_paid"}'`)}`;
}

/** Whether what the pages send comes through; looking again is the test. */
function arrivalCard({ text, format }: Frame, { project, lastEventAt }: TrackingPage): Html {
  const words = text.tracking.arrival;
  const base = `/projects/${encodeURIComponent(project.id)}/settings`;
  const state =
    lastEventAt === null
      ? html`<p class="notice" role="status">${words.none}</p><p>${words.noneHint}</p>`
      : html`<p class="notice good" role="status">${words.last(format.instant(lastEventAt, project.timezone))}</p>`;
  return html`<section class="card stack" id="arrived"><h2>${words.title}</h2>${state}
<p class="note">${text.tracking.check}</p>
<div class="actions"><a href="${`${base}/tracking?look=again#arrived`}" role="button" class="plain">${words.look}</a>
<a href="${base}/refused">${words.refused}</a></div></section>`;
}

function createForm({ text, formToken }: Frame, { id }: ProjectDetails): Html {
  const { title, lead, submit } = text.tracking.create;
  return html`<section class="card stack"><h2>${title}</h2><p>${lead}</p>
<form method="post" action="/projects/${encodeURIComponent(id)}/settings/tracking">${tokenField(formToken)}
<button type="submit">${submit}</button></form></section>`;
}
