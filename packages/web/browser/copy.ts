const SHOWN_MS = 2_000;

/**
 * A button beside every text that is there to be copied; its words stand on the body, in the page's language. Without
 * scripts one click selects the whole text.
 */
export function addCopyButtons(within: ParentNode): void {
  const { copy: label = "", copied = "" } = document.body.dataset;
  for (const text of within.querySelectorAll<HTMLElement>("pre.copy:not(.copy-box > pre)")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain small copy-button";
    button.textContent = label;
    const said = document.createElement("span");
    said.className = "hidden-text";
    said.setAttribute("role", "status");
    const say = (words: string) => {
      button.textContent = words === "" ? label : words;
      said.textContent = words;
    };
    button.addEventListener("click", async () => {
      if (!(await copy(text))) return;
      say(copied);
      setTimeout(() => say(""), SHOWN_MS);
    });
    const box = document.createElement("div");
    box.className = "copy-box";
    text.replaceWith(box);
    box.append(text, button, said);
  }
}

/** Whether it could be copied: without https there is no clipboard, and the text is selected instead. */
async function copy(text: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text.textContent ?? "");
    return true;
  } catch {
    getSelection()?.selectAllChildren(text);
    return false;
  }
}
