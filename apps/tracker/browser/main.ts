import { track, watchClicks } from "./clicks.ts";
import { identify, isAskedToRespectSignals } from "./send.ts";
import { becomeVisitor, isSilent, optIn, optOut, refuse } from "./settings.ts";
import { view, watchViews } from "./view.ts";
import { watchVitals } from "./vitals.ts";

const page = window as { heliometer?: { q?: Parameters<typeof track>[] } | undefined; himetrica?: unknown };
const signals = navigator as { doNotTrack?: string | null; globalPrivacyControl?: boolean };
const { heliometer } = page;

function start(): void {
  watchVitals();
  watchClicks();
  watchViews();
  for (const call of heliometer?.q ?? []) track(...call);
}

/** A page that is loaded ahead is not seen yet, and perhaps never will be. */
function startWhenSeen(): void {
  if ((document as { prerendering?: boolean }).prerendering)
    document.addEventListener("prerenderingchange", start, { once: true });
  else start();
}

/** Somebody who asks not to be followed is left alone unless the project decides otherwise. */
async function startIfAllowed(): Promise<void> {
  refuse(true);
  if (await isAskedToRespectSignals()) return;
  refuse(false);
  startWhenSeen();
}

// A second copy of the script leaves the page to the first.
if (!heliometer || heliometer.q) {
  const calls = {
    track,
    identify,
    pageview: view,
    trackPageView: view,
    reset: () => becomeVisitor(null),
    optOut,
    optIn,
  };
  page.heliometer = calls as object;
  page.himetrica ??= calls;
  if (!isSilent()) {
    if (signals.doNotTrack === "1" || signals.globalPrivacyControl) void startIfAllowed();
    else startWhenSeen();
  }
}
