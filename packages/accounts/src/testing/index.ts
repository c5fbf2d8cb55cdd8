import type { PasswordCost } from "../users/passwords.ts";

export { addShopAndBlog, type ShopAndBlog } from "./shop.ts";

/** For tests that are about something else than passwords: a hundredth of the work. */
export const CHEAP_PASSWORDS: PasswordCost = { memoryKiB: 1_024, passes: 1 };
