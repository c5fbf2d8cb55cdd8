import type { TotpSetUp } from "@heliometer/accounts";
import { renderSVG } from "uqr";
import { accountHead } from "../components/account-head.ts";
import { badNotice } from "../components/bad-notice.ts";
import { copyText } from "../components/copy-text.ts";
import type { Frame } from "../frame.ts";
import { type Html, html, trustedHtml } from "../html.ts";
import { type Page, tokenField } from "../layout.ts";

const PATH = "/account/security";
const GROUP = /.{1,4}/g;

/** Shows the secret for an authenticator app and asks for its first code. */
export function secondFactorPage(frame: Frame, { setUp, refused }: { setUp: TotpSetUp; refused: string | null }): Page {
  const words = frame.text.security;
  const body = html`${accountHead(frame, "security")}
<section class="card stack"><h2>${words.scanTitle}</h2>
<p>${words.scanLead}</p>
<div class="qr" role="img" aria-label="${words.scanLabel}">${qrCode(setUp.uri)}</div>
<p class="note">${words.key}</p>
${copyText(setUp.secret.match(GROUP)?.join(" ") ?? setUp.secret)}
<p class="note"><a href="${setUp.uri}">${words.openApp}</a></p>
<p>${words.codeLead}</p>
${badNotice(refused)}
<form method="post" action="${PATH}/second-factor/confirm" class="stack narrow">${tokenField(frame.formToken)}
<label>${words.code}
<input type="text" name="code" inputmode="numeric" autocomplete="one-time-code" required maxlength="16" autofocus></label>
<div class="actions"><button type="submit">${words.confirm}</button>
<a href="${PATH}" role="button" class="plain">${words.cancel}</a></div>
</form></section>`;
  return { title: words.scanTitle, shape: "reading", body };
}

/** The recovery codes right after they were made. */
export function recoveryCodesPage(frame: Frame, codes: readonly string[]): Page {
  const words = frame.text.security;
  const body = html`${accountHead(frame, "security")}
<section class="card stack"><h2>${words.codesTitle}</h2>
<p class="notice" role="status">${words.codesLead}</p>
${copyText(codes.join("\n"))}
<p><a href="${PATH}" role="button">${words.codesDone}</a></p>
</section>`;
  return { title: words.codesTitle, shape: "reading", body };
}

/** Drawn by the library from nothing but black and white modules: no text of the address gets into the markup. */
function qrCode(uri: string): Html {
  return trustedHtml(renderSVG(uri, { border: 2 }));
}
