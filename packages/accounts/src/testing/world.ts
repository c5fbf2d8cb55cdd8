import { type Actor, newId, type Plan, type Role } from "@heliometer/core";
import type { Database } from "@heliometer/db";
import type { Context } from "../context.ts";
import { addMember } from "../members/add.ts";
import { createOrganization } from "../organizations/create.ts";
import { type CreateProject, createProject } from "../projects/create.ts";
import type { ProjectDetails } from "../projects/view.ts";

/** The clock starts at a round instant and moves only when a case moves it. */
export const START = 1_800_000_000_000;

/** A user who acts through a browser session. */
interface TestUser {
  id: string;
  email: string;
  ctx: Context;
}

/** What the cases of the suite stand on. They share one database, so each makes what it looks at. */
export interface World {
  db: Database;
  /** Acts as the command line does. */
  operator: Context;
  /** Moves the clock forward; every context sees it. */
  advance(milliseconds: number): void;
  /** Somebody else, through the same store and clock. */
  as(actor: Actor): Context;
  addUser(options?: { isOperator?: boolean }): Promise<TestUser>;
  addProject(options?: Partial<CreateProject> & { plan?: Plan }): Promise<ProjectDetails>;
  addMember(project: { id: string }, role: Role): Promise<TestUser>;
}

/** Cases by their sentence; each holds on every engine. */
export type Suite = Readonly<Record<string, (world: World) => Promise<void>>>;

/** A world over a migrated database. */
export function createWorld(db: Database): World {
  let now = START;
  const as = (actor: Actor): Context => ({ db, clock: () => now, actor });
  const operator = as({ kind: "operator" });

  async function addUser({ isOperator = false } = {}): Promise<TestUser> {
    const id = newId();
    const email = `${id}@example.com`;
    // Without a password that opens anything: hashing one takes longer than a case does.
    const secrets = { password_hash: "-", password_changed_at: now };
    const row = { id, email, name: "Test user", is_operator: isOperator ? 1 : 0, created_at: now, ...secrets };
    await db.insertInto("users").values(row).execute();
    return { id, email, ctx: as({ kind: "user", userId: id, sessionId: "-" }) };
  }

  return {
    db,
    operator,
    as,
    addUser,
    advance: (milliseconds) => {
      now += milliseconds;
    },
    async addProject({ plan = "starter", ...fields } = {}) {
      const organization = await createOrganization(operator, { name: "Test organization", plan });
      return createProject(operator, { organizationId: organization.id, name: "Test project", ...fields });
    },
    async addMember(project, role) {
      const user = await addUser();
      await addMember(operator, { projectId: project.id, email: user.email, role });
      return user;
    },
  };
}
