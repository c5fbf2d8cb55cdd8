/** How visits are grouped by where they came from, and what money is spent on. */
export const CHANNELS = [
  "Direct",
  "Organic Search",
  "Paid Search",
  "Organic Social",
  "Paid Social",
  "Email",
  "Referral",
  "AI Assistants",
  "Display",
  "Affiliates",
  "Campaign",
] as const;
export type Channel = (typeof CHANNELS)[number];
