import { NotFound } from "@heliometer/core";

/** A project that does not exist, or not for this person: the two are told apart for nobody. */
export class ProjectGone extends NotFound {
  override name = "ProjectGone";
}
