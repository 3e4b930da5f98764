/** A statement of a policy, as IAM reads it. */
export type Statement = {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Principal?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
};

/** What is asked: an action on a resource, and what the conditions look at. */
export type Asked = {
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
};

const many = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : [value].flat();

const patterns = new Map<string, RegExp>();

/** Whether a text matches a pattern with `*` and `?`. */
export function matches(pattern: string, text: string, flags = ""): boolean {
  const key = `${flags} ${pattern}`;
  const known =
    patterns.get(key) ??
    new RegExp(
      `^${pattern
        .replace(/[.+^${}()|[\]\\]/g, "\\$&")
        .replaceAll("*", ".*")
        .replaceAll("?", ".")}$`,
      `${flags}s`,
    );
  patterns.set(key, known);
  return known.test(text);
}

type Operator = (seen: string | undefined, wanted: readonly string[]) => boolean;

/** Source: IAM user guide, "IAM JSON policy elements: Condition operators". A negated operator holds for a missing key. */
const operators: Readonly<Record<string, Operator>> = {
  StringEquals: (seen, wanted) => seen !== undefined && wanted.includes(seen),
  StringNotEquals: (seen, wanted) => seen === undefined || !wanted.includes(seen),
  StringLike: (seen, wanted) => seen !== undefined && wanted.some((one) => matches(one, seen)),
  StringNotLike: (seen, wanted) => seen === undefined || !wanted.some((one) => matches(one, seen)),
  ArnLike: (seen, wanted) => seen !== undefined && wanted.some((one) => matches(one, seen)),
  ArnEquals: (seen, wanted) => seen !== undefined && wanted.some((one) => matches(one, seen)),
  ArnNotLike: (seen, wanted) => seen === undefined || !wanted.some((one) => matches(one, seen)),
  ArnNotEquals: (seen, wanted) => seen === undefined || !wanted.some((one) => matches(one, seen)),
  // With one value seen. It holds for a missing key as well (IAM user guide, "Multivalued context keys").
  "ForAllValues:StringLike": (seen, wanted) => seen === undefined || wanted.some((one) => matches(one, seen)),
  Bool: (seen, wanted) => seen !== undefined && wanted.includes(seen),
  Null: (seen, wanted) => wanted.includes(String(seen === undefined)),
};

function holds({ Condition = {} }: Statement, context: Readonly<Record<string, string>>): boolean {
  return Object.entries(Condition).every(([operator, keys]) => {
    const of = operators[operator];
    if (of === undefined) throw new Error(`the evaluator knows no condition operator ${operator}: add it`);
    return Object.entries(keys).every(([key, wanted]) => of(context[key], many(wanted)));
  });
}

/** The patterns of a list of actions by their service, because a managed policy has thousands. */
const byService = new WeakMap<Statement, ReadonlyMap<string, readonly string[]>>();

function actionsAbout(statement: Statement, service: string): readonly string[] {
  const known = byService.get(statement) ?? grouped(statement);
  byService.set(statement, known);
  return [...(known.get(service) ?? []), ...(known.get("*") ?? [])];
}

/** Every pattern of actions names one service, or is the star. */
function grouped({ Action, NotAction }: Statement): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const pattern of many(Action ?? NotAction)) {
    const service = pattern.toLowerCase().split(":")[0] ?? "";
    groups.set(service, [...(groups.get(service) ?? []), pattern]);
  }
  return groups;
}

/** Whether a statement speaks about what is asked. */
function covers(statement: Statement, { action, resource, context = {} }: Asked): boolean {
  const { Action, Resource, NotResource } = statement;
  const service = action.toLowerCase().split(":")[0] ?? "";
  const isNamed = actionsAbout(statement, service).some((one) => matches(one, action, "i"));
  const acts = Action === undefined ? !isNamed : isNamed;
  if (!acts) return false;
  const on =
    Resource === undefined
      ? !many(NotResource).some((one) => matches(one, resource))
      : many(Resource).some((one) => matches(one, resource));
  return on && holds(statement, context);
}

/** What these statements say about what is asked, without the answer for want of a statement. */
function said(statements: readonly Statement[], asked: Asked): "allow" | "deny" | "nothing" {
  const answers = answered.get(statements) ?? new Map<string, "allow" | "deny" | "nothing">();
  answered.set(statements, answers);
  const key = `${asked.action} ${asked.resource}${asked.context === undefined ? "" : JSON.stringify(asked.context)}`;
  const known = answers.get(key);
  if (known !== undefined) return known;
  const speaks = (effect: Statement["Effect"]) =>
    statements.some((one) => one.Effect === effect && covers(one, asked));
  const answer = speaks("Deny") ? "deny" : speaks("Allow") ? "allow" : "nothing";
  answers.set(key, answer);
  return answer;
}

/** A role is asked the same thing thousands of times. */
const answered = new WeakMap<readonly Statement[], Map<string, "allow" | "deny" | "nothing">>();

/** Whether these statements allow what is asked: one allows it, and none denies it. */
export const allows = (statements: readonly Statement[], asked: Asked): boolean =>
  said(statements, asked) === "allow";

/** Whether one of these statements denies what is asked. */
export const denies = (statements: readonly Statement[], asked: Asked): boolean =>
  said(statements, asked) === "deny";
