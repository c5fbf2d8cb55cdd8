import type { Site } from "../site.ts";

/** AI assistants that answer with links. */
export const ASSISTANT_SITES: readonly Site[] = [
  {
    name: "ChatGPT",
    kind: "assistant",
    hosts: ["chatgpt.com", "chat.openai.com", "openai.com", "com.openai.chatgpt"],
    tags: ["chatgpt", "openai"],
  },
  {
    name: "Claude",
    kind: "assistant",
    hosts: ["claude.ai", "claude.com", "com.anthropic.claude"],
    tags: ["claude", "anthropic"],
  },
  {
    name: "Perplexity",
    kind: "assistant",
    hosts: ["perplexity.ai", "pplx.ai", "ai.perplexity.app.android"],
    tags: ["perplexity"],
  },
  {
    name: "Gemini",
    kind: "assistant",
    hosts: ["gemini.google.com", "bard.google.com", "com.google.android.apps.bard"],
    tags: ["gemini", "bard"],
  },
  {
    name: "NotebookLM",
    kind: "assistant",
    hosts: ["notebooklm.google.com", "notebooklm.google"],
    tags: ["notebooklm"],
  },
  {
    name: "Microsoft Copilot",
    kind: "assistant",
    hosts: [
      "copilot.microsoft.com",
      "copilot.com",
      "copilot.cloud.microsoft",
      "edgeservices.bing.com",
      "com.microsoft.copilot",
    ],
    tags: ["copilot"],
  },
  {
    name: "Mistral",
    kind: "assistant",
    hosts: ["chat.mistral.ai", "mistral.ai"],
    tags: ["mistral", "lechat", "le-chat"],
  },
  { name: "DeepSeek", kind: "assistant", hosts: ["deepseek.com"], tags: ["deepseek"] },
  { name: "Grok", kind: "assistant", hosts: ["grok.com", "x.ai"], tags: ["grok"] },
  { name: "Meta AI", kind: "assistant", hosts: ["meta.ai"], tags: ["meta.ai", "metaai"] },
  { name: "You.com", kind: "assistant", hosts: ["you.com"] },
  { name: "Poe", kind: "assistant", hosts: ["poe.com"], tags: ["poe"] },
  { name: "Phind", kind: "assistant", hosts: ["phind.com"], tags: ["phind"] },
  { name: "Kimi", kind: "assistant", hosts: ["kimi.com", "kimi.moonshot.cn"], tags: ["kimi"] },
  { name: "Qwen", kind: "assistant", hosts: ["qwen.ai", "tongyi.aliyun.com"], tags: ["qwen"] },
  { name: "Doubao", kind: "assistant", hosts: ["doubao.com"], tags: ["doubao"] },
  { name: "Pi", kind: "assistant", hosts: ["pi.ai"] },
  { name: "Duck.ai", kind: "assistant", hosts: ["duck.ai"], tags: ["duckai"] },
  { name: "Lumo", kind: "assistant", hosts: ["lumo.proton.me"] },
  { name: "iAsk", kind: "assistant", hosts: ["iask.ai"] },
  { name: "Andi", kind: "assistant", hosts: ["andisearch.com"] },
  { name: "Genspark", kind: "assistant", hosts: ["genspark.ai"] },
  { name: "Felo", kind: "assistant", hosts: ["felo.ai"] },
];
