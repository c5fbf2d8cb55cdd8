/**
 * Three generations of addresses are in the field: the short names escape ad blockers, the long ones live on in older
 * pages and in apps. All of them mean the same.
 */
export const PAGE_VIEW_PATHS = ["/api/t/e", "/api/t/event", "/api/track/event"] as const;
export const CUSTOM_EVENT_PATHS = ["/api/t/ce", "/api/t/custom-event", "/api/track/custom-event"] as const;
export const IDENTIFY_PATHS = ["/api/t/i", "/api/t/identify", "/api/track/identify"] as const;
export const BEACON_PATHS = ["/api/t/b", "/api/t/beacon", "/api/track/beacon"] as const;
export const HEARTBEAT_PATHS = ["/api/t/h", "/api/t/heartbeat", "/api/track/heartbeat"] as const;
export const VITAL_PATHS = ["/api/t/v", "/api/t/vitals", "/api/track/vitals"] as const;
export const ERROR_PATHS = ["/api/t/er", "/api/t/errors", "/api/track/errors"] as const;
export const TRACKER_CONFIG_PATH = "/api/t/c";
export const VISITOR_INFO_PATHS = ["/api/t/visitor-info", "/api/track/visitor-info"] as const;
