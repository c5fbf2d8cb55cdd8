/** A page view or event is a few hundred bytes; this leaves room for 10 KB of properties and long addresses. */
export const BODY_BYTES_MAX = 65_536;

/** What an event costs in memory beside the text that came. */
export const EVENT_OVERHEAD_BYTES = 1_024;

export const IDENTIFIER_CHARACTERS_MAX = 128;
export const PATH_CHARACTERS_MAX = 2_048;
export const HOSTNAME_CHARACTERS_MAX = 253;
export const EVENT_NAME_CHARACTERS_MAX = 255;
export const PROPERTIES_BYTES_MAX = 10_240;
export const PROPERTIES_DEPTH_MAX = 5;

/** Texts that a page writes freely are cut here, because a long title is no reason to lose a page view. */
export const TITLE_CHARACTERS_MAX = 512;
export const UTM_CHARACTERS_MAX = 255;
export const REFERRER_CHARACTERS_MAX = 2_048;
export const USER_AGENT_CHARACTERS_MAX = 1_024;

/** A sender's clock is believed within these bounds around the receipt, and replaced by the receipt beyond them. */
export const TIMESTAMP_PAST_MS_MAX = 86_400_000;
export const TIMESTAMP_AHEAD_MS_MAX = 300_000;

export const CREDENTIAL_CHARACTERS_MAX = 512;
export const OVERLOAD_RETRY_SECONDS = 5;

export const USER_ID_CHARACTERS_MAX = 255;
export const EMAIL_CHARACTERS_MAX = 254;

/** A page is looked at for hours at most; what is longer was a clock or a program. */
export const ENGAGEMENT_SECONDS_MAX = 14_400;
export const CLICKS_MAX = 10_000;

/** What is kept of an error of a page. */
export const ERROR_MESSAGE_CHARACTERS_MAX = 500;
export const ERROR_STACK_CHARACTERS_MAX = 4_000;
export const ERROR_CONTEXT_BYTES_MAX = 2_048;

/** History that a server brings along: nothing on the web is older, and no clock is further ahead. */
export const HISTORY_OLDEST = Date.parse("2000-01-01T00:00:00Z");
export const HISTORY_AHEAD_MS_MAX = 86_400_000;

/** One request with many events, as it is after unpacking. */
export const BATCH_BYTES_MAX = 1_048_576;
export const BATCH_EVENTS_MAX = 1_000;
