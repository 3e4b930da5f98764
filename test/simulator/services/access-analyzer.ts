import type { Service } from "../account.ts";
import { matches } from "../accounts/evaluate.ts";

type Statement = {
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Action?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};
type Context = Readonly<Record<string, string>>;

const many = (value: unknown): readonly unknown[] => (value === undefined ? [] : [value].flat());

/**
 * Somebody of no account, organization or network that a policy could mean. What he sends with a request he chooses; what IAM fills in
 * is his own. He has a second account and address, so that no value that names everybody else keeps him out.
 */
const strangers: readonly Context[] = ["999999999999", "888888888888"].map((account, at) => ({
  "aws:principalaccount": account,
  "aws:principalarn": `arn:aws:iam::${account}:role/deploy`,
  "aws:principalorgid": "o-stranger",
  "aws:sourceaccount": account,
  "aws:sourcearn": `arn:aws:sns:us-east-1:${account}:topic`,
  "aws:sourceorgid": "o-stranger",
  "aws:sourceowner": account,
  "aws:sourceip": ["1.2.3.4", "203.0.113.9"][at] ?? "",
  "aws:useragent": "curl",
  "kms:calleraccount": account,
}));

const address = (text: string): number => text.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);

function isIn(range: string, seen: string): boolean {
  const [base = "", bits = "32"] = range.split("/");
  if (base.includes(":")) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(address(base) / size) === Math.floor(address(seen) / size);
}

/** Source: IAM user guide, "IAM JSON policy elements: Variables". */
const filled = (pattern: string, context: Context): string =>
  pattern.replace(/\$\{([^}]+)\}/g, (all, key: string) => context[key.toLowerCase()] ?? all);

type Operator = (seen: string, wanted: string) => boolean;
/** Source: IAM user guide, "IAM JSON policy elements: Condition operators". */
const operators: Readonly<Record<string, Operator>> = {
  StringEquals: (seen, wanted) => seen === wanted,
  StringEqualsIgnoreCase: (seen, wanted) => seen.toLowerCase() === wanted.toLowerCase(),
  StringLike: (seen, wanted) => matches(wanted, seen),
  ArnEquals: (seen, wanted) => matches(wanted, seen),
  ArnLike: (seen, wanted) => matches(wanted, seen),
  IpAddress: (seen, wanted) => isIn(wanted, seen),
  Bool: (seen, wanted) => seen === wanted,
};

/**
 * Whether a condition holds for the stranger, as far as he likes: a key that he chooses freely lets in whatever is wanted of it, and
 * keeps nobody out.
 */
function holds({ Effect, Condition = {} }: Statement, context: Context): boolean {
  const asHeLikes = Effect === "Allow";
  return Object.entries(Condition).every(([name, keys]) => {
    const [, sets, not, plain = "", ifExists] =
      /^(ForAnyValue:|ForAllValues:)?(?:(String|Arn|Ip|Date|Numeric)Not)?(.*?)(IfExists)?$/.exec(name) ?? [];
    const of = operators[`${not === undefined ? "" : not}${plain}`];
    return Object.entries(keys).every(([key, wanted]) => {
      const seen = context[key.toLowerCase()];
      if (seen === undefined) {
        const isNetwork = /^aws:sourcevpce?$/i.test(key);
        const holdsWithout = ifExists !== undefined || not !== undefined || sets === "ForAllValues:";
        // He has no network of the policy's, and every other key he may choose.
        return isNetwork ? holdsWithout : asHeLikes;
      }
      // An operator that nobody wrote down here lets him in: AWS says so of what it cannot exclude.
      if (of === undefined) return asHeLikes;
      const is = many(wanted).some((one) => of(seen, filled(String(one), context)));
      return not === undefined ? is : !is;
    });
  });
}

const namesAll = (principal: unknown): boolean =>
  principal === "*" ||
  (typeof principal === "object" &&
    principal !== null &&
    Object.values(principal).some((value) => many(value).includes("*")));

const speaksOfHim = ({ Principal, NotPrincipal }: Statement): boolean =>
  NotPrincipal !== undefined || namesAll(Principal);

const covers = (patterns: unknown, texts: unknown, flags?: string): boolean =>
  many(texts).every((text) => many(patterns).some((one) => matches(String(one), String(text), flags)));

/** Whether a denial is of everything that the other statement allows. One that allows by exclusion counts as denied by none. */
const denies = (denied: Statement, { Action, Resource, NotResource }: Statement): boolean =>
  Action !== undefined &&
  NotResource === undefined &&
  covers(denied.Action, Action, "i") &&
  covers(denied.Resource, Resource);

/**
 * IAM Access Analyzer, as far as CheckNoPublicAccess is: it looks for a stranger whose request the policy allows, by trying strangers,
 * where AWS reasons about all of them. Source: IAM Access Analyzer API reference, CheckNoPublicAccess.
 * @param knows the types that it knows.
 */
export const accessAnalyzer = (knows: readonly string[]): Service => ({
  CheckNoPublicAccess: ({
    policyDocument,
    resourceType,
  }: {
    readonly policyDocument: string;
    readonly resourceType: string;
  }) => {
    if (!knows.includes(resourceType))
      throw Object.assign(
        new Error(`Value '${resourceType}' at 'resourceType' failed to satisfy constraint`),
        {
          name: "ValidationException",
          $metadata: { httpStatusCode: 400 },
        },
      );
    let statements: readonly Statement[];
    try {
      statements = many(
        (JSON.parse(policyDocument) as { Statement?: unknown }).Statement,
      ) as readonly Statement[];
    } catch {
      throw Object.assign(new Error("The policy document is not valid JSON"), {
        name: "InvalidParameterException",
        $metadata: { httpStatusCode: 400 },
      });
    }
    const mayEnter = (context: Context) => {
      const speaking = (effect: string) =>
        statements.filter((one) => one.Effect === effect && speaksOfHim(one) && holds(one, context));
      const denials = speaking("Deny");
      return speaking("Allow").some((allowed) => !denials.some((denied) => denies(denied, allowed)));
    };
    const isPublic = strangers.some(mayEnter);
    return {
      result: isPublic ? "FAIL" : "PASS",
      message: isPublic
        ? "The resource policy grants public access for the given resource type."
        : "The resource policy does not grant public access for the given resource type.",
    };
  },
});
