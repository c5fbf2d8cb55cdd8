import type { Context } from "../context.ts";
import { createKey } from "../keys/create.ts";
import { addMember } from "../members/add.ts";
import { createOrganization } from "../organizations/create.ts";
import { createProject } from "../projects/create.ts";
import { createUser } from "../users/create.ts";

const ANN = { email: "ann@example.com", name: "Ann", password: "a long password" };

/** What the tests of other packages ask about. */
export interface ShopAndBlog {
  organizationId: string;
  shop: { id: string; name: string };
  blog: { id: string; name: string };
  userId: string;
  /** The shop's keys, and a personal token of Ann, which reaches both projects. */
  keys: Readonly<Record<"read" | "full" | "personal" | "public", string>>;
}

/** Two projects, one person who views both, and the keys of all. */
export async function addShopAndBlog(ctx: Context): Promise<ShopAndBlog> {
  const { id: organizationId } = await createOrganization(ctx, { name: "Example", plan: "starter" });
  const shop = await createProject(ctx, { organizationId, name: "My shop", timezone: "Europe/Paris" });
  const blog = await createProject(ctx, { organizationId, name: "The blog" });
  const user = await createUser(ctx, ANN);
  for (const { id } of [shop, blog]) await addMember(ctx, { projectId: id, email: ANN.email, role: "viewer" });
  const projectId = shop.id;
  const read = await createKey(ctx, { kind: "secret", access: "read", projectId, name: "AI" });
  const full = await createKey(ctx, { kind: "secret", access: "full", projectId, name: "Server" });
  const open = await createKey(ctx, { kind: "public", projectId, name: "Tracker" });
  const asUser: Context = { ...ctx, actor: { kind: "user", userId: user.id, sessionId: "none" } };
  const personal = await createKey(asUser, { kind: "personal", name: "CLI" });
  const keys = { read: read.key, full: full.key, personal: personal.key, public: open.key };
  return { organizationId, shop, blog, userId: user.id, keys };
}
