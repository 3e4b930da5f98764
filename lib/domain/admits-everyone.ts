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
    Object.entries(principal).some(([kind, value]) => kind === "AWS" && listOf(value).includes("*")));

/** Whether a condition binds the request to values that are not wildcards themselves. */
const isBound = ({ Condition = {} }: Statement): boolean =>
  Object.entries(Condition).some(
    ([operator, keys]) =>
      binds.test(operator) &&
      Object.entries(keys).some(
        ([key, values]) =>
          binding.test(key) && listOf(values).every((value) => !/^(\*|arn:\*.*)$/.test(String(value))),
      ),
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
