import { interactionPolicy } from "oidc-provider";

const { base, Check } = interactionPolicy;

/** When a person has to sign in or to decide: the library's rules, and two more. */
export function createPolicy(): interactionPolicy.Prompt[] {
  const policy = base();
  // The library would hand a web client a second code without any page as long as the session lasts.
  policy.get("consent")?.checks.add(
    new Check("every_time", "consent is asked for every time", "consent_required", ({ oidc }) => {
      return !oidc.result?.consent;
    }),
  );
  policy.get("login")?.checks.add(
    new Check("account_gone", "the account does not exist any more", "login_required", ({ oidc }) => {
      return oidc.session?.accountId !== undefined && oidc.account === undefined;
    }),
  );
  return policy;
}
