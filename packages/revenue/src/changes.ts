import { createAnnouncement } from "@heliometer/db";

/** Told after a commit that may change facts about money, so that they are derived at once. */
export const revenueChanged = createAnnouncement();
