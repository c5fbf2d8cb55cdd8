/** A menu closes with Escape, with a click elsewhere, and when the keyboard goes on. */
export function closeMenus(): void {
  const closeOthers = (kept: EventTarget | null) => {
    for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) {
      if (!(kept instanceof Node && menu.contains(kept))) menu.open = false;
    }
  };
  document.addEventListener("click", ({ target }) => closeOthers(target));
  document.addEventListener("focusin", ({ target }) => closeOthers(target));
  document.addEventListener("keydown", ({ key, target }) => {
    if (key !== "Escape") return;
    const menu = target instanceof Element ? target.closest<HTMLDetailsElement>("details.menu[open]") : null;
    closeOthers(null);
    menu?.querySelector("summary")?.focus();
  });
}
