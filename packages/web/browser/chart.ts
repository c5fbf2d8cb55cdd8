/** Values beside the pointer, and one after the other with the arrow keys. Their words stand in the drawing itself. */
export function readChart(frame: HTMLElement): void {
  const said = frame.querySelector<HTMLElement>("[aria-live]");
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  frame.append(tip);
  for (const title of frame.querySelectorAll(".hints title")) {
    // The browser's own hint would lie over ours.
    title.parentElement?.setAttribute("data-hint", title.textContent ?? "");
    title.remove();
  }
  let at = -1;

  const bands = () => {
    const drawings = [...frame.querySelectorAll<SVGElement>("svg.chart")];
    const shown = drawings.find((drawing) => drawing.getBoundingClientRect().width > 0);
    return shown ? [...shown.querySelectorAll<SVGRectElement>(".hints rect")] : [];
  };

  const show = (index: number, all: readonly SVGRectElement[]) => {
    const band = all[index];
    for (const each of all) each.classList.toggle("current", each === band);
    at = index;
    tip.hidden = !band;
    if (!band) return;
    const [head = "", ...lines] = (band.dataset.hint ?? "").split("\n");
    const title = document.createElement("strong");
    title.textContent = head;
    tip.replaceChildren(
      title,
      ...lines.map((line) => {
        const row = document.createElement("span");
        row.textContent = line;
        return row;
      }),
    );
    const outer = frame.getBoundingClientRect();
    const inner = band.getBoundingClientRect();
    const middle = inner.left + inner.width / 2 - outer.left;
    const left = Math.min(Math.max(middle - tip.offsetWidth / 2, 0), outer.width - tip.offsetWidth);
    tip.style.transform = `translateX(${Math.round(left)}px)`;
  };

  frame.addEventListener("pointermove", ({ clientX }) => {
    const all = bands();
    const index = all.findIndex((band) => clientX <= band.getBoundingClientRect().right);
    show(index < 0 ? all.length - 1 : index, all);
  });
  frame.addEventListener("pointerleave", () => show(-1, bands()));
  frame.addEventListener("blur", () => show(-1, bands()));
  frame.addEventListener("keydown", (event) => {
    const all = bands();
    const last = all.length - 1;
    const next = {
      ArrowLeft: at < 0 ? last : Math.max(at - 1, 0),
      ArrowRight: Math.min(at + 1, last),
      Home: 0,
      End: last,
    };
    const index = next[event.key as keyof typeof next];
    if (index === undefined) return;
    event.preventDefault();
    show(index, all);
    if (said) said.textContent = (all[index]?.dataset.hint ?? "").replaceAll("\n", ", ");
  });
}
