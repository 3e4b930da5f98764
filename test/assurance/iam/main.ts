// Computes what every role may do and what it does, and prints the table: role by action by resource.
//   --role NAME   prints the table of one role only
// What no emulator enforces is computed here: docs/decisions/0064-iam-is-computed.md.
import { parseArgs } from "node:util";
import { synthesisedTemplate } from "../../simulator/template.ts";
import { allOf, atLeast, atMost, reportFigures, writeDocument } from "../shared/write-figures.ts";
import { type Computed, compute } from "./compute.ts";
import { namesIn } from "./names.ts";
import { beyondOperators, operatorStatements, refusedToOperators, typeAll } from "./operating.ts";
import { policiesIn } from "./policies.ts";
import { record } from "./recorded.ts";
import { referenceTypes } from "./reference-types.ts";
import { scenarios } from "./scenarios.ts";
import { deployed } from "./template.ts";

const { values } = parseArgs({ options: { role: { type: "string" } } });
const template = await synthesisedTemplate();
const recorded = await record(scenarios, namesIn(deployed(template)));
const types = referenceTypes();
const computed = await compute(template, recorded, types);

console.log(tableOf(computed, values.role));
const refused = computed.judged.filter(({ refused: why }) => why !== null);
for (const { by, use, refused: why } of refused)
  console.log(`REFUSED  ${by}: ${use.asked.action} on ${use.asked.resource} (${use.call}): ${why}`);
const bare = computed.unused.filter(({ why }) => why === null);
for (const { grant } of bare)
  console.log(
    `UNUSED   ${grant.to}: ${grant.action} on ${grant.resource}${grant.items === null ? "" : `, items ${grant.items}`}`,
  );
for (const why of computed.staleReasons) console.log(`STALE    no grant needs the reason: ${why}`);
for (const line of computed.services) console.log(`SERVICE  ${line}`);
for (const way of computed.ways)
  console.log(`WAY OUT  ${way.map(({ from, to, by }) => `${from} -> ${to} (${by})`).join(", ")}`);
for (const flaw of computed.flaws) console.log(`INVALID  ${flaw}`);
for (const { type, operation, action } of computed.missing)
  console.log(`MISSING  CloudFormation can not ${operation} ${type}: ${action}`);
for (const name of computed.unseen) console.log(`UNSEEN   no story calls ${name}`);
const control = deployed(template);
const policies = policiesIn(control);
const typed = await typeAll(control, policies);
const broken = typed.filter(({ works, refused: why }) => !works || why.length > 0);
for (const { command, lines, refused: why } of broken)
  console.log(`OPERATOR ${command}: ${[...why, ...lines].join("\n         ")}`);
const beyond = beyondOperators(control).filter(
  (asked) => refusedToOperators(policies, operatorStatements(control), asked) === null,
);
for (const { action, resource } of beyond) console.log(`OPERATOR may ${action} on ${resource}`);
const { judged, unused, staleReasons, services, ways, flaws, missing, unseen } = computed;
const reached = reportFigures("iam", "npm run assure -- iam", [
  atLeast("operations of the SDK in the stories", recorded.operations.size, 40),
  allOf("requests that are granted", judged.length - refused.length, judged.length),
  allOf("unused grants with a reason", unused.length - bare.length, unused.length),
  atMost("reasons that nothing needs", staleReasons.length, 0),
  atMost("services that may too little or too much", services.length, 0),
  atMost("ways out of an environment's account", ways.length, 0),
  atMost("actions that are none, or grant nothing", flaws.length, 0),
  atMost(`permissions that ${types.length} resource types lack`, missing.length, 0),
  atMost("operations that no story calls", unseen.length, 0),
  allOf("operators' commands that work with their policy alone", typed.length - broken.length, typed.length),
  atMost("gates, wakes, signatures and records within an operator's reach", beyond.length, 0),
]);
if (!reached) process.exitCode = 1;

/** Every request as one row: who, in which session, what, on what, and whether it is granted. */
function tableOf({ judged: all, unused: idle }: Computed, role: string | undefined): string {
  const rows = [
    ...all.map(({ by, use, refused: why }) => [by, use.asked.action, use.asked.resource, why ?? "used"]),
    ...idle.map(({ grant, why }) => [
      grant.to,
      grant.action,
      grant.resource,
      `unused: ${why ?? "NO REASON"}`,
    ]),
  ]
    .filter(([by]) => role === undefined || by === role)
    .map((cells) => cells.join(" | "));
  const lines = [...new Set(rows)].sort();
  const path = writeDocument("iam.txt", `${lines.join("\n")}\n`);
  return role === undefined ? `${lines.length} rows, role by action by resource: ${path}` : lines.join("\n");
}
