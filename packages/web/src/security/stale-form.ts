import { HeliometerError } from "@heliometer/core";

/** 403: a form without our token, or with that of another session: old, or made by somebody else. Nothing was done. */
export class StaleForm extends HeliometerError {
  readonly code = "forbidden";
  readonly status = 403;
}
