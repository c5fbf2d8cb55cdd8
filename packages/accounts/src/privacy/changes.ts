import { createAnnouncement } from "@heliometer/db";

/** What a project has decided about its visitors, or its domains, are others now. */
export const rulesChanged = createAnnouncement();
