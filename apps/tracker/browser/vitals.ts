/** What the page measured of itself so far, in milliseconds; CLS is a ratio. */
const measured: Record<string, number> = {};
let isSent = false;

/** The numbers, once; later than the first time that the page is left they say nothing. */
export function takeVitals(): Record<string, number> | undefined {
  if (isSent) return;
  isSent = true;
  return measured;
}

interface ShiftEntry extends PerformanceEntry {
  value: number;
  hadRecentInput: boolean;
}
interface InteractionEntry extends PerformanceEntry {
  interactionId: number;
}

/** True where the browser knows entries of this type. */
function observe<Entry extends PerformanceEntry>(type: string, take: (entry: Entry) => void): true | undefined {
  try {
    if (!PerformanceObserver.supportedEntryTypes.includes(type)) return;
    const observer = new PerformanceObserver((list) => (list.getEntries() as Entry[]).forEach(take));
    observer.observe({ type, buffered: true, durationThreshold: 40 } as PerformanceObserverInit);
    return true;
  } catch {}
}

/** Follows the five web vitals as web.dev defines them: CLS by session windows, INP by the worst interaction but one in 50. */
export function watchVitals(): void {
  observe<PerformanceNavigationTiming>("navigation", (entry) => {
    measured.TTFB = entry.responseStart;
  });
  observe("paint", (entry) => {
    if (entry.name[6] === "c") measured.FCP = entry.startTime;
  });
  observe("largest-contentful-paint", (entry) => {
    measured.LCP = entry.startTime;
  });
  let [shifted, begun, latest] = [0, 0, 0];
  const watchesShifts = observe<ShiftEntry>("layout-shift", ({ hadRecentInput, value, startTime }) => {
    if (hadRecentInput) return;
    if (startTime - latest > 1e3 || startTime - begun > 5e3) {
      shifted = 0;
      begun = startTime;
    }
    latest = startTime;
    shifted += value;
    measured.CLS = Math.max(measured.CLS as number, shifted);
  });
  if (watchesShifts) measured.CLS = 0;
  const interactions = new Map<number, number>();
  observe<InteractionEntry>("event", ({ interactionId, duration }) => {
    if (!interactionId) return;
    interactions.set(interactionId, Math.max(interactions.get(interactionId) ?? 0, duration));
    measured.INP = [...interactions.values()].sort((a, b) => b - a)[Math.floor(interactions.size / 50)] as number;
  });
}
