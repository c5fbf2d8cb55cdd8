import type { Adapter, AdapterFactory } from "oidc-provider";
import { clientStore } from "./clients.ts";
import type { StoreContext } from "./context.ts";
import { grantStore } from "./grants.ts";
import { recordStore } from "./records.ts";

/** The library's storage on the control store: clients and grants are tables of their own, all else is a record. */
export function createAdapter(context: StoreContext): AdapterFactory {
  return function adapterOf(model: string): Adapter {
    if (model === "Client") return clientStore(context);
    if (model === "Grant") return grantStore(context);
    return recordStore(context, model);
  };
}
