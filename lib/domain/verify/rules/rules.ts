import type { Rule, RuleId } from "../rule.ts";
import { assets } from "./assets.ts";
import { chain, head, run, sequence, time } from "./chain.ts";
import { approved, changeSet } from "./change-sets.ts";
import { checkpoint, checkpoints } from "./checkpoint.ts";
import { checks } from "./checks.ts";
import { freeze } from "./freeze.ts";
import { decision, gate, quorum } from "./gates.ts";
import { archives, history, reconciled } from "./history.ts";
import { introducedKeys, introductions } from "./introductions.ts";
import { key } from "./key.ts";
import { lists } from "./lists.ts";
import { logGroups } from "./log-groups.ts";
import { baselines, change, dossiers, plan, templates } from "./objects.ts";
import { opening, order } from "./opening.ts";
import { signedOperations } from "./operations.ts";
import { planLock, previousRun, receipt, seal, support } from "./receipts.ts";
import { reopening } from "./reopening.ts";
import { readBack, residual } from "./residual.ts";
import { proof, rollback, rollbackOrder } from "./rollback.ts";
import { complete, ingress, intent, prerequisites, step, token } from "./steps.ts";
import { supersessions } from "./supersessions.ts";
import { witnessRule } from "./witness.ts";

/** A rule that the line reader itself enforces. */
const held = (holds: string, source: string): Rule => ({ holds, source, of: "every chain" });

/**
 * Every rule, in the order in which they read an entry: `receipt` verifies a signature before the rules that rely
 * on the signed statement. Some names have one rule for each kind of chain.
 */
export const rules: readonly (readonly [RuleId, Rule])[] = [
  ["canonical", held("every line is UTF-8 and canonical JSON", "RFC 8785")],
  ["parts", held("the bundle has all of its parts, each complete and in its place", "docs/verify.md")],
  ["known", held("every entry is of an action and kind that this version knows", "21.03 section 8")],
  ["shape", held("every entry has exactly the fields of its action, of their types", "21.03 section 8")],
  ["limits", held("the bundle is no larger than a run can make it", "docs/verify.md")],
  ["sequence", sequence],
  ["chain", chain],
  ["run", run],
  ["time", time],
  ["opening", opening],
  ["receipt", receipt],
  ["support", support],
  ["seal", seal],
  ["order", order],
  ["prerequisites", prerequisites],
  ["assets", assets],
  ["freeze", freeze],
  ["ingress", ingress],
  ["step", step],
  ["token", token],
  ["intent", intent],
  ["complete", complete],
  ["change-set", changeSet],
  ["approved", approved],
  ["gate", gate],
  ["decision", decision],
  ["quorum", quorum],
  ["checks", checks],
  ["rollback", rollback],
  ["rollback-order", rollbackOrder],
  ["log-groups", logGroups],
  ["proof", proof],
  ["residual", residual],
  ["read-back", readBack],
  ["reopening", reopening],
  ["key", key],
  ["introductions", introductions],
  ["introductions", introducedKeys],
  ["plan", plan],
  ["change", change],
  ["templates", templates],
  ["dossiers", dossiers],
  ["baselines", baselines],
  ["lists", lists],
  ["previous-run", previousRun],
  ["plan-lock", planLock],
  ["history", history],
  ["history", archives],
  ["superseded", supersessions],
  ["operations", signedOperations],
  ["reconciled", reconciled],
  ["head", head],
  ["checkpoint", checkpoint],
  ["checkpoint", checkpoints],
];

const witness = witnessRule([]);

/** The rules for readers: a table in Markdown, each name once. */
export function rulesTable(): string {
  const rows = rules.map(([id, { holds, source }]) => `| \`${id}\` | ${holds} | ${source} |\n`);
  return `| rule | holds | from |\n|---|---|---|\n${rows.join("")}| \`witness\` | ${witness.holds} | ${witness.source} |\n`;
}
