import { HeliometerError } from "@heliometer/core";

/** 404: an authorization that has expired, is done, or belongs to another browser. */
export class InteractionGone extends HeliometerError {
  readonly code = "not_found";
  readonly status = 404;
}
