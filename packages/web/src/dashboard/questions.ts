import type { ReportName } from "@heliometer/analytics";
import type { Frame } from "../frame.ts";
import { askedBy, type CardName, isListCard, listCard } from "./cards.ts";
import { filterInWords } from "./filters.ts";
import { filtersOf, type Input, type State } from "./state.ts";

/** The tool with which an assistant asks a report. */
const TOOLS: Readonly<Record<ReportName, string>> = {
  overview: "get_analytics",
  timeseries: "get_timeseries",
  realtime: "get_realtime",
  pages: "get_top_pages",
  sources: "get_traffic_sources",
  locations: "get_top_locations",
  devices: "get_traffic_sources",
  events: "get_events",
  event_properties: "get_events",
  revenue: "get_revenue",
  revenue_timeseries: "get_revenue_timeseries",
  top_customers: "get_top_customers",
  channel_roi: "get_channel_roi",
};

/** What a person may ask an assistant to get the numbers of a card, and the call that answers it. */
export interface Question {
  words: string;
  tool: string;
  input: Input;
}

interface About {
  card: CardName;
  state: State;
  project: string;
  /** The days in the reader's words, where they have no name. */
  days: string;
}

/** The question of a card. */
export function questionFor(frame: Frame, about: About): Question {
  const { card, state, project } = about;
  const { report, input } = askedBy(card, state);
  return { words: wordsFor(frame, about), tool: TOOLS[report], input: { project, ...input } };
}

function wordsFor(frame: Frame, about: About): string {
  const { ask } = frame.text.dashboard;
  const { card, state, project } = about;
  const when = whenOf(frame, about);
  if (card === "now") return ask.now(project);
  if (!isListCard(card)) return ask[card](when, project);
  const view = listCard(card).viewOf(state);
  const views: Readonly<Record<string, (when: string, project: string) => string>> = ask.lists;
  if (card === "events") return view === "" ? ask.events(when, project) : ask.property(view, when, project);
  return views[view]?.(when, project) ?? "";
}

function whenOf(frame: Frame, { state, days }: About): string {
  const { text } = frame;
  const names: Readonly<Record<string, string>> = text.dashboard.during;
  const isNamed = state.startDate === undefined && state.endDate === undefined;
  const when = isNamed ? (names[String(state.period ?? "last_7_days")] ?? days) : text.dashboard.duringDays(days);
  const only = filtersOf(state).map((filter) => filterInWords(frame, filter));
  return only.length === 0 ? when : `${when} (${only.join("; ")})`;
}
