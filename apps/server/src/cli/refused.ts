import { parseArgs } from "node:util";
import { askResend, type Context, listRefused, type RefusedTotal, type RefusedView } from "@heliometer/accounts";
import { type Command, required, withControlStore } from "./command.ts";

const LIST = "refused list --project ID [--reason REASON] [--all]";
const REPLAY = "refused replay --project ID [--reason REASON]";
const CONTROLS = /[\p{Cc}\p{Cf}]/gu;
const text = { type: "string" } as const;

export const refusedListCommand: Command = {
  words: ["refused", "list"],
  usage: LIST,
  summary:
    "show what was sent to a project in the last seven days and left out: totals by reason, the newest kept events",
  async run(args) {
    const { values } = parseArgs({
      args,
      options: { project: text, reason: text, all: { type: "boolean", default: false } },
    });
    const wanted = wantedOf(values, LIST);
    await withControlStore(async (ctx) => {
      let page = await listRefused(ctx, wanted);
      console.log(page.totals.map(describeTotal).join("\n") || "Nothing was refused in the last seven days.");
      for (;;) {
        for (const event of page.events) console.log(`\n${describeEvent(event)}`);
        const last = page.events.at(-1);
        if (!page.hasMore || !last) return;
        if (!values.all) return console.log("\nThere are older ones: --all shows them.");
        page = await listRefused(ctx, { ...wanted, before: { at: last.at, id: last.id } });
      }
    });
  },
};

export const refusedReplayCommand: Command = {
  words: ["refused", "replay"],
  usage: REPLAY,
  summary: "have a running server take a project's refused events in again, at the times when they came",
  async run(args) {
    const { values } = parseArgs({ args, options: { project: text, reason: text } });
    const wanted = wantedOf(values, REPLAY);
    await withControlStore(async (ctx) => {
      const kept = await countKept(ctx, wanted);
      if (kept === 0) return console.log("Nothing is kept that could be sent again.");
      await askResend(ctx, wanted);
      console.log(
        `Noted; kept events to be sent again: ${kept}. A running server takes them in within a minute; without one it is done after the next start. This shows what it still refuses: npm run heliometer -- refused list --project ${wanted.projectId}`,
      );
    });
  },
};

function wantedOf({ project, reason }: { project?: string | undefined; reason?: string | undefined }, usage: string) {
  return { projectId: required(project, "project", usage), ...(reason && { reason }) };
}

async function countKept(ctx: Context, { projectId, reason }: ReturnType<typeof wantedOf>): Promise<number> {
  const { totals } = await listRefused(ctx, { projectId });
  return totals.reduce((sum, total) => sum + (reason && total.reason !== reason ? 0 : total.kept), 0);
}

function describeTotal({ reason, events, kept }: RefusedTotal): string {
  return `${reason}  ${events} left out, ${kept} kept`;
}

/** What a stranger has sent is shown without characters that a terminal would obey. */
function describeEvent({ at, kind, reason, detail, body, isWhole }: RefusedView): string {
  const lines = [
    `${new Date(at).toISOString()}  ${kind}  ${reason}${isWhole ? "" : "  (not kept whole)"}`,
    `  ${detail}`,
  ];
  return [...lines, ...(body === "" ? [] : [`  ${body}`])].map((line) => line.replace(CONTROLS, " ")).join("\n");
}
