/** The names under which a shop says in metadata, at a provider or over the Revenue API, who its customer is here. */
const VISITOR_FIELD = "heliometer_visitor";
const USER_FIELD = "heliometer_user";

/** Whom metadata name: the tracker's id of the visitor, the site's own id of the user. */
export function personOf(metadata: Readonly<Record<string, unknown>> | null | undefined): {
  visitorId?: string;
  userId?: string;
} {
  const { [VISITOR_FIELD]: visitorId, [USER_FIELD]: userId } = metadata ?? {};
  return {
    ...(typeof visitorId === "string" && visitorId !== "" && { visitorId }),
    ...(typeof userId === "string" && userId !== "" && { userId }),
  };
}
