import { Unavailable } from "@heliometer/core";
import type { ErrorOut, KoaContextWithOIDC } from "oidc-provider";
import type { ErrorPage } from "./options.ts";

interface Failure {
  out: ErrorOut;
  error: Error;
  render: ((page: ErrorPage) => string) | undefined;
}

/** The header that carries the request's id through the library, for the page and the log. */
export const REQUEST_ID_HEADER = "x-request-id";

/** Answers a browser that cannot be sent back to the client. */
export function renderError(ctx: KoaContextWithOIDC, { out, error, render }: Failure): void {
  if (error instanceof Unavailable) ctx.status = error.status;
  const page = {
    ...explain(out, error),
    status: ctx.status,
    requestId: ctx.get(REQUEST_ID_HEADER),
    headers: ctx.headers,
  };
  ctx.type = "html";
  ctx.body = (render ?? plainPage)(page);
}

function explain(
  { error: code, error_description: description }: ErrorOut,
  error: Error,
): Pick<ErrorPage, "title" | "message"> {
  if (error.name === "DocumentUnreadable") {
    return {
      title: "This app could not be identified",
      message: `${description} Nothing was shared with the app. Try again in a minute; if it goes on, tell its makers.`,
    };
  }
  if (code === "invalid_client") {
    return {
      title: "This app is not registered here any more",
      message:
        "Remove Heliometer from the app that sent you here, then add it again. The app will register itself anew.",
    };
  }
  if (code === "invalid_redirect_uri") {
    return {
      title: "This request was stopped",
      message: "The app asked to send you to an address that it did not register. Nothing was shared with it.",
    };
  }
  if (error.name === "SessionNotFound") {
    return {
      title: "This attempt to connect has expired",
      message: "Go back to your assistant and connect again. Nothing was shared with it.",
    };
  }
  if (error instanceof Unavailable) {
    return {
      title: "Heliometer cannot answer just now",
      message: "Its database does not respond. Nothing was shared with the app. Try again in a moment.",
    };
  }
  if (code === "server_error") {
    return { title: "Something went wrong on our side", message: "Please try again in a moment." };
  }
  return {
    title: "The app sent a request that cannot be answered",
    message: `Nothing was shared with it. What was wrong, for its makers: ${description ?? code}.`,
  };
}

function plainPage({ title, message, requestId }: ErrorPage): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title></head>
<body><main><h1>${escapeHtml(title)}</h1><p>${escapeHtml(message)}</p><p><small>Request ${escapeHtml(requestId)}</small></p></main></body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (character) => `&#${character.charCodeAt(0)};`);
}
