/**
 * Three generations of addresses are in the field: the short names escape ad blockers, the long ones live on in older
 * pages and in apps. All of them mean the same.
 */
export const PAGE_VIEW_PATHS = ["/api/t/e", "/api/t/event", "/api/track/event"] as const;
export const CUSTOM_EVENT_PATHS = ["/api/t/ce", "/api/t/custom-event", "/api/track/custom-event"] as const;
export const TRACKER_CONFIG_PATH = "/api/t/c";
