import { cleanText } from "@heliometer/analytics";
import {
  type GetPromptResult,
  ProtocolError,
  ProtocolErrorCode,
  type Prompt as PublishedPrompt,
} from "@modelcontextprotocol/server";
import { campaignReview } from "./campaign-review.ts";
import type { Prompt, PromptArgument } from "./prompt.ts";
import { trafficDrop } from "./traffic-drop.ts";
import { weeklyReport } from "./weekly-report.ts";

/** Every prompt, in the order in which clients list them. */
export const PROMPTS: readonly Prompt[] = [weeklyReport, trafficDrop, campaignReview];

/** What clients see of the prompts; made once. */
export const PUBLISHED_PROMPTS: PublishedPrompt[] = PROMPTS.map((prompt) => ({
  name: prompt.name,
  title: prompt.title,
  description: prompt.description,
  arguments: prompt.arguments.map(({ name, description }) => ({ name, description, required: false })),
}));

/**
 * The message of a prompt with its arguments filled in.
 * @throws ProtocolError (-32602) for an unknown prompt and for an argument that is none of the accepted values.
 */
export function renderPrompt(asked: { name: string; arguments?: Record<string, string> | undefined }): GetPromptResult {
  const prompt = PROMPTS.find(({ name }) => name === asked.name);
  if (!prompt) throw wrong(`There is no prompt ${quote(asked.name)}. The prompts are: ${names()}.`);
  const given = Object.fromEntries(
    prompt.arguments.flatMap((argument) => {
      const value = readArgument(argument, asked.arguments?.[argument.name]);
      return value === undefined ? [] : [[argument.name, value]];
    }),
  );
  const text = prompt.write(given);
  return { description: prompt.description, messages: [{ role: "user", content: { type: "text", text } }] };
}

function readArgument({ name, usual, allowed }: PromptArgument, given: string | undefined): string | undefined {
  const value = cleanText(given?.trim() ?? "");
  if (value === "") return usual;
  if (!allowed || allowed.includes(value)) return value;
  throw wrong(`${name}: ${quote(value)} is none of the accepted values. Allowed: ${allowed.join(", ")}.`);
}

function wrong(message: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, message);
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 64));
}

function names(): string {
  return PROMPTS.map(({ name }) => name).join(", ");
}
