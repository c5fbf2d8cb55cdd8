// Approve works only a moment after the window came to the front and the button into view: a click that was meant for
// something else, in a window that was swapped for this one, approves nothing. Without scripts the button just works.
const ARM_MS = 700;

function armLate(approve: HTMLButtonElement): void {
  let timer: number | undefined;

  const disarm = () => {
    clearTimeout(timer);
    approve.disabled = true;
  };

  const arm = () => {
    disarm();
    timer = window.setTimeout(() => {
      approve.disabled = !(document.hasFocus() && document.visibilityState === "visible");
    }, ARM_MS);
  };

  window.addEventListener("focus", arm);
  window.addEventListener("blur", disarm);
  // Coming back by the back button shows the page as it was left.
  window.addEventListener("pageshow", arm);
  document.addEventListener("visibilitychange", arm);
  arm();
}

const approve = document.querySelector<HTMLButtonElement>("button[value=approve]");
if (approve) armLate(approve);
