/** Raised whenever a definition below changes a number; stands in every answer. */
export const DEFINITIONS_VERSION = "2026-11-1";

/** What each number means, in words for whoever reads the answers. */
export const DEFINITIONS = {
  uniqueVisitors:
    "Distinct visitors with at least one page view or custom event of a browser or app in the range, people recognised as the same counted once. Not additive: a visitor of two days counts once over both.",
  pageViews: "Page views in the range.",
  sessions:
    "Visits that start in the range. A visit ends after 30 minutes without activity and is not split at midnight; events sent by servers start none.",
  bounceRate:
    "Percent of the sessions that had one page view and no custom event, decided on the whole session before any filter. Null without sessions.",
  avgDuration:
    "Mean seconds from the first to the last activity of the sessions, bounces included. Null without sessions.",
  avgTimeOnPage: "Mean seconds on the page over the page views whose time is known. Null when none is.",
  entries: "Sessions that start in the range and began on the page.",
  exits: "Sessions that start in the range and whose last page view was the page.",
  share: "Percent of the unique visitors of the range. Visitors of two rows count in both, so shares can exceed 100.",
  events: "Custom events in the range, those sent by servers included.",
  activeVisitors:
    "Distinct visitors with any event or sign of life in the last 5 minutes; web vitals and errors of a page are none.",
  newVisitor: "A session is of a new visitor when it is the first of that visitor on record, else of a returning one.",
  ranges:
    "Calendar days of the time zone, daylight-saving changes included; the end day is included whole, an end instant is not.",
  comparison:
    "The period of equal calendar length just before; days against days, this_month and last_month against the month before, weeks and years alike. A period that is not over is compared with the same elapsed part.",
  sessionFilters:
    "A filter on a text of the session (source, channel, UTM, place, device, language, entry and exit page, visitor type) keeps the sessions that have it and everything in them.",
  pageFilters:
    "A filter on page or host keeps the page views that pass it, the visitors of those page views, and the sessions with at least one such page view. Several of them must hold for the same page view.",
  eventFilters:
    "A filter on event name or property keeps the custom events that pass it, their visitors, the sessions with at least one such event, and the page views of those sessions. Together with a page filter, visitors are those of the page views.",
} as const;
