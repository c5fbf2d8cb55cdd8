import { HeliometerError } from "@heliometer/core";

/** 404: the link to the first account that was used, has ended or was replaced. */
export class SetupGone extends HeliometerError {
  readonly code = "not_found";
  readonly status = 404;
}
