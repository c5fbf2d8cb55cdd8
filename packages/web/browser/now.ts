const EVERY_MS = 10_000;

/** Who is there now, asked again every ten seconds while somebody looks at the page. */
export function keepNowFresh(): void {
  setInterval(() => void refresh(), EVERY_MS);
  document.addEventListener("visibilitychange", () => void refresh());
}

async function refresh(): Promise<void> {
  const menu = document.querySelector<HTMLElement>("[data-refresh]");
  if (!menu || document.visibilityState !== "visible") return;
  const answer = await fetch(menu.dataset.refresh ?? "", { credentials: "same-origin", redirect: "error" }).catch(
    () => null,
  );
  // A moment without an answer changes nothing: the next one comes soon.
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of ["summary", "[data-now]"]) {
    const [old, next] = [menu.querySelector(part), fresh.querySelector(part)];
    if (old && next && old.innerHTML !== next.innerHTML) old.replaceChildren(...next.childNodes);
  }
}
