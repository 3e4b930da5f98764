/** Condition keys that keep a statement to known callers. Source: IAM user guide, "AWS global condition context keys". */
const restricting =
  /^(aws:(Source(Account|Owner|Arn|Vpc|Vpce|OrgID|OrgPaths)|Principal(Account|Arn|OrgID|OrgPaths))|kms:CallerAccount)$/i;
/** Operators that demand a value. The negated ones and `IfExists` let callers in that send none. */
const demanding = /^(String(Equals|Like)|Arn(Equals|Like))(IgnoreCase)?$/;

type Statement = {
  readonly Effect?: unknown;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

/**
 * Whether a resource policy lets everyone in: a statement allows any principal, and no condition keeps it to known callers.
 * A policy that cannot be read counts as one that does.
 * @param policy the policy's JSON, also percent-encoded as IAM returns it; undefined for a resource without one.
 */
export function letsEveryoneIn(policy: string | undefined): boolean {
  if (policy === undefined || policy === "") return false;
  try {
    const text = policy.startsWith("%") ? decodeURIComponent(policy) : policy;
    const { Statement = [] } = JSON.parse(text) as { readonly Statement?: Statement | readonly Statement[] };
    return [Statement].flat().some(isOpen);
  } catch {
    return true;
  }
}

const isOpen = ({ Effect, Principal, NotPrincipal, Condition = {} }: Statement): boolean =>
  Effect === "Allow" &&
  (NotPrincipal !== undefined || isEveryone(Principal)) &&
  !Object.entries(Condition).some(
    ([operator, keys]) =>
      demanding.test(operator) &&
      Object.entries(keys).some(
        ([key, value]) => restricting.test(key) && ![value].flat().some((one) => one === "*"),
      ),
  );

function isEveryone(principal: unknown): boolean {
  if (principal === "*") return true;
  if (typeof principal !== "object" || principal === null) return false;
  return Object.entries(principal).some(
    ([kind, names]) => kind === "AWS" && [names].flat().some((name) => name === "*"),
  );
}
