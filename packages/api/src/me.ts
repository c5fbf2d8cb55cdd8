import type { Access, AccessibleProject } from "@heliometer/core";

/** One project as clients of the Read API know it. */
interface MeProject {
  projectId: string;
  name: string;
  timezone: string;
}

/**
 * What a credential reaches: the fields of its project where there is exactly one, and a list for every credential
 * that can reach several.
 */
export function describeAccess({ actor, projects }: Access): Partial<MeProject> & { projects?: MeProject[] } {
  const views = projects.map(viewProject);
  const [only] = views;
  const isProjectKey = actor.kind === "secret_key";
  return { ...(views.length === 1 && only), ...(!isProjectKey && { projects: views }) };
}

function viewProject({ id, name, timezone }: AccessibleProject): MeProject {
  return { projectId: id, name, timezone };
}
