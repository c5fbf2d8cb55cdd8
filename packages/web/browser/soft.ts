/**
 * A link marked with `data-soft` leads to the same page with another address: only the content is exchanged, so that the
 * eye and the keyboard stay where they are. Whatever goes wrong, the browser follows the link by itself.
 */
export function followSoftly(ready: (content: HTMLElement) => void): void {
  let asked = 0;

  const show = async (address: string, isNew: boolean) => {
    asked += 1;
    const turn = asked;
    const content = document.getElementById("content");
    if (!content) return;
    content.setAttribute("aria-busy", "true");
    const fresh = await load(address);
    if (turn !== asked) return;
    const next = fresh?.getElementById("content");
    if (!fresh || !next) {
      location.assign(address);
      return;
    }
    if (isNew) history.pushState(null, "", address);
    const focused = whereIsFocus(content);
    document.title = fresh.title;
    content.replaceChildren(...next.childNodes);
    content.removeAttribute("aria-busy");
    focused(content);
    ready(content);
  };

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-soft]") : null;
    if (!link || event.defaultPrevented || event.button !== 0 || isSpecial(event)) return;
    event.preventDefault();
    const address = new URL(link.href);
    // The anchor is for those without scripts, whose browser begins at the top.
    address.hash = "";
    void show(address.href, true);
  });
  addEventListener("popstate", () => void show(location.href, false));
}

async function load(address: string): Promise<Document | null> {
  const answer = await fetch(address, { credentials: "same-origin" }).catch(() => null);
  if (!answer || answer.redirected || !answer.headers.get("content-type")?.startsWith("text/html")) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function isSpecial({ metaKey, ctrlKey, shiftKey, altKey }: MouseEvent): boolean {
  return metaKey || ctrlKey || shiftKey || altKey;
}

/** Remembers which link or button of which card has the focus, to give it back to the one in its place. */
function whereIsFocus(content: HTMLElement): (next: HTMLElement) => void {
  const focused = document.activeElement;
  if (!(focused instanceof HTMLElement) || !content.contains(focused)) return () => {};
  const card = focused.closest("[id]")?.id ?? content.id;
  const within = document.getElementById(card) ?? content;
  const place = [...within.querySelectorAll("a, button, summary")].indexOf(focused);
  return () => {
    const again = document.getElementById(card);
    const found = again?.querySelectorAll<HTMLElement>("a, button, summary")[place];
    found?.focus({ preventScroll: true });
  };
}
