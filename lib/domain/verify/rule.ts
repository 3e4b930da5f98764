import type { Entry } from "../records/entry.ts";
import type { Fact, FactOf } from "../records/facts.ts";
import type { Bundle } from "./bundle.ts";

/** The rules by name. Findings, the documentation and the tests refer to these names. */
export type RuleId =
  | "canonical"
  | "parts"
  | "known"
  | "shape"
  | "limits"
  | "sequence"
  | "chain"
  | "run"
  | "time"
  | "head"
  | "witness"
  | "opening"
  | "key"
  | "introductions"
  | "plan"
  | "change"
  | "templates"
  | "dossiers"
  | "baselines"
  | "lists"
  | "previous-run"
  | "plan-lock"
  | "receipt"
  | "support"
  | "seal"
  | "checkpoint"
  | "order"
  | "prerequisites"
  | "assets"
  | "freeze"
  | "ingress"
  | "step"
  | "token"
  | "intent"
  | "complete"
  | "change-set"
  | "approved"
  | "gate"
  | "decision"
  | "quorum"
  | "checks"
  | "rollback"
  | "rollback-order"
  | "proof"
  | "log-groups"
  | "residual"
  | "read-back"
  | "reopening"
  | "history"
  | "superseded"
  | "reconciled"
  | "operations";

type Action = Fact["action"];

/** An entry of one action, or of one action and kind. */
export type EntryOf<A extends Action, K extends Fact["kind"] = Fact["kind"]> = Entry & FactOf<A, K>;

/** Reports what a rule finds: the entry by its place, or null, and what is wrong and what would be right. */
export type Find = (entry: number | null, message: string) => void;

/**
 * How a rule reads the entries: one by one, in order. What it remembers between them is its own, and stays small
 * however many entries there are. While an entry is shown, `bundle.remembered` holds the ones before it.
 */
export type Watch = {
  readonly every?: (entry: Entry) => void;
  /** Entries of one action, or of one action and kind. */
  readonly on?: {
    readonly [A in Action]?:
      | ((entry: EntryOf<A>) => void)
      | { readonly [K in FactOf<A>["kind"]]?: (entry: EntryOf<A, K>) => void };
  };
  /** Called after the last entry. */
  readonly end?: () => void;
};

/** One rule: what it requires, the source of that requirement, and how it checks it. */
export type Rule = {
  /** What is true of a sound bundle, in one sentence. */
  readonly holds: string;
  /** The source of the requirement: a section of 21.03, or a standard. */
  readonly source: string;
  /** The chains that it applies to. */
  readonly of: "runs" | "control plane" | "every chain";
  /** Absent if the line reader already enforces the rule. */
  readonly watch?: (bundle: Bundle, find: Find) => Watch;
};
