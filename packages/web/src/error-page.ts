import { html } from "./html.ts";
import { pageHeaders } from "./security/headers.ts";

/** A page that says what went wrong. All texts are plain; the page escapes them. */
export interface ErrorPage {
  status: number;
  title: string;
  message: string;
  /** To be quoted to an operator, who finds the same id in the log. */
  requestId: string;
}

/** The page for an error, with the headers it has to be sent with. */
export function renderErrorPage({ title, message, requestId }: ErrorPage): {
  html: string;
  headers: Record<string, string>;
} {
  const page = html`<!doctype html><title>${title}</title><h1>${title}</h1><p>${message}</p><small>${requestId}</small>`;
  return {
    html: String(page),
    headers: { ...pageHeaders({ secure: false }), "content-type": "text/html; charset=utf-8" },
  };
}
