import { readCustomEvent, readPageView } from "../events/read.ts";
import { acceptEvent, type Endpoint } from "./door.ts";
import { CUSTOM_EVENT_PATHS, PAGE_VIEW_PATHS } from "./paths.ts";

/** A page was seen, or a screen of an app. */
export const pageViews: Endpoint = {
  kind: "pageview",
  paths: PAGE_VIEW_PATHS,
  take: (received, door) => acceptEvent(received, readPageView(received.body), door),
};

/** Something that has a name happened. */
export const customEvents: Endpoint = {
  kind: "event",
  paths: CUSTOM_EVENT_PATHS,
  take: (received, door) => acceptEvent(received, readCustomEvent(received.body), door),
};
