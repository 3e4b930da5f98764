/** Something that is wrong with a definition, and exactly where. */
export type Finding = {
  /** The rule that found it. */
  readonly rule: string;
  readonly machine: string;
  /** The state's name; null when it is the machine as a whole. */
  readonly state: string | null;
  /** Where in the state, as a JSON pointer; empty when it is the state as a whole. */
  readonly path: string;
  /** What is wrong, the value seen, what to do. */
  readonly message: string;
};

/** A finding before its rule puts its name to it. */
export type Seen = Omit<Finding, "rule">;

/** A JSON pointer (RFC 6901) to the place that these keys lead to. */
export const pointer = (keys: readonly PropertyKey[]): string =>
  keys.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/** One line for people: where, what, and by which rule. */
export const textOf = ({ rule, machine, state, path, message }: Finding): string =>
  `${machine}${state === null ? "" : ` «${state}»`}${path === "" ? "" : ` ${path}`}: ${message} [${rule}]`;
