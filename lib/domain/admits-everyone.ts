type Statement = {
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

/**
 * Keys that tie a request to an account, an organization or a network. Source: IAM user guide, "AWS global condition context
 * keys"; S3 user guide, "The meaning of public".
 */
const binding =
  /^(aws:(SourceAccount|SourceOwner|SourceArn|SourceOrgID|SourceVpc|SourceVpce|PrincipalAccount|PrincipalArn|PrincipalOrgID)|kms:CallerAccount)$/i;
const binds = /^(ForAnyValue:)?(StringEquals|StringLike|ArnEquals|ArnLike)(IgnoreCase)?$/;

const listOf = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

const isEveryone = (principal: unknown): boolean =>
  principal === "*" ||
  (typeof principal === "object" &&
    principal !== null &&
    Object.values(principal).some((value) => listOf(value).includes("*")));

/**
 * Whether a value ties a request to something: it has no wildcard and no variable, which everybody may fill, or it is an ARN whose
 * account has none. Source: S3 user guide, "The meaning of public": only fixed values count, and wildcards behind a fixed account.
 */
function isFixed(value: unknown): boolean {
  const text = String(value);
  const [arn, , , , account = ""] = text.split(":");
  return !/[*?]|\$\{/.test(text) || (arn === "arn" && /^\d{12}$/.test(account));
}

/** Whether a condition binds the request to values that are fixed. */
const isBound = ({ Condition = {} }: Statement): boolean =>
  Object.entries(Condition).some(
    ([operator, keys]) =>
      binds.test(operator) &&
      Object.entries(keys).some(([key, values]) => binding.test(key) && listOf(values).every(isFixed)),
  );

/** Whether a resource or trust policy lets in somebody who belongs to no account or network that it names. */
export function admitsEveryone(policy: string): boolean {
  const { Statement: statements } = JSON.parse(policy) as { Statement?: unknown };
  return listOf(statements).some((one) => {
    const statement = one as Statement;
    if (statement.Effect !== "Allow" || isBound(statement)) return false;
    return statement.NotPrincipal !== undefined || isEveryone(statement.Principal);
  });
}
