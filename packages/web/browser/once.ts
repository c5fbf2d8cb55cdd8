/** After that an answer is no longer on its way: it was stopped, or kept as a file. */
const ON_ITS_WAY_MS = 10_000;

/** A form is sent once: a second press of the button, or of Enter, while the answer is on its way does nothing. */
export function sendOnce(): void {
  const sent = new WeakMap<HTMLFormElement, number>();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== "post") return;
    const now = performance.now();
    if (now - (sent.get(form) ?? Number.NEGATIVE_INFINITY) < ON_ITS_WAY_MS) event.preventDefault();
    else sent.set(form, now);
  });
  // Coming back by the back button shows the page as it was left, and its forms may be sent again.
  addEventListener("pageshow", () => {
    for (const form of document.forms) sent.delete(form);
  });
}
