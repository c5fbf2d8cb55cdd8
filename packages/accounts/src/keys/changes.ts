import { createAnnouncement } from "@heliometer/db";

/** A key, or a project with its keys, has ended. */
export const keysEnded = createAnnouncement();
