import { HeliometerError } from "@heliometer/core";

/** 404: the link of an invitation that was used, has ended or was taken back. */
export class InvitationGone extends HeliometerError {
  readonly code = "not_found";
  readonly status = 404;
}
