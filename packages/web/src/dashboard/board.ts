import type { ProjectDetails } from "@heliometer/accounts";
import type { ReportContext } from "@heliometer/analytics";
import { InvalidInput } from "@heliometer/core";
import { type CardMenu, card } from "../components/card.ts";
import { faultInWords } from "../fault-words.ts";
import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";
import type { CardName } from "./cards.ts";
import type { ShownDays } from "./days.ts";
import { questionFor } from "./questions.ts";
import { queryOf, type State } from "./state.ts";

/** One look at a dashboard: whose, of what, and which state of it. */
export interface Board {
  frame: Frame;
  project: ProjectDetails;
  context: ReportContext;
  state: State;
  days: ShownDays;
  /** Path of the page. */
  path: string;
  /** Told of a card that could not be made. */
  onFault: (error: unknown) => void;
}

/** What can be done with a card's numbers. */
export function menuOf({ frame, project, state, days, path }: Board, name: CardName): CardMenu {
  return {
    title: frame.text.dashboard.cards[name],
    csv: `${path}/csv/${name}${queryOf(state)}`,
    question: questionFor(frame, { card: name, state, project: project.name, days: days.label }),
  };
}

/** A card that comes when it is ready; one that cannot be made says so in its place, and the others stay. */
export async function settle(board: Board, name: CardName, make: () => Promise<Html>): Promise<Html> {
  try {
    return await make();
  } catch (error) {
    const { frame, state, path } = board;
    const words = frame.text.dashboard;
    const isQuestion = error instanceof InvalidInput;
    if (!isQuestion) board.onFault(error);
    const body = html`<div class="empty" role="alert"><p>${isQuestion ? faultInWords(frame.text, error) : words.failed}</p>
${isQuestion ? null : html`<p><a href="${path}${queryOf(state)}">${words.reload}</a></p>`}</div>`;
    return card(frame, { name, title: words.cards[name], body });
  }
}
