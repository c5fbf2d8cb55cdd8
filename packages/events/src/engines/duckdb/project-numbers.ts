/** The numbers that stand for the ids of projects in the tables. */
export interface ProjectNumbers {
  /** The number of a project, the next free one for a project that is new. */
  of(projectId: string): number;
  /** The number of a project, 0 for one without rows. */
  find(projectId: string): number;
}

/** Every row holds the id beside the number, so what the tables show is all there is to know. */
export function createProjectNumbers(known: Iterable<readonly [projectId: string, number: number]>): ProjectNumbers {
  const numbers = new Map(known);
  let last = Math.max(0, ...numbers.values());
  return {
    of: (projectId) => {
      const number = numbers.get(projectId);
      if (number !== undefined) return number;
      last += 1;
      numbers.set(projectId, last);
      return last;
    },
    find: (projectId) => numbers.get(projectId) ?? 0,
  };
}
