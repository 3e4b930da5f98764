// Carries out the attacks that once went through, and variants of them, against what is built, and prints what each came to.
//   --only memory|emulator   carries out only those in memory, or only those on a sandbox
//   --seed open          opens the release manager's topic and a file of the sandbox first: the suite must then fail
import { chmodSync } from "node:fs";
import { parseArgs } from "node:util";
import { SetTopicAttributesCommand } from "@aws-sdk/client-sns";
import { synthesisedTemplate } from "../../simulator/template.ts";
import { policiesIn } from "../iam/policies.ts";
import { deployed } from "../iam/template.ts";
import { startTemporarySandbox } from "../shared/temporary-sandbox.ts";
import { atLeast, atMost, reportFigures, writeDocument } from "../shared/write-figures.ts";
import { type Attack, type CarriedOut, carryOut, type Finding, findings, lineOf } from "./attack.ts";
import { attackSandbox } from "./live/attacks-on-sandbox.ts";
import { clientsOf, setUpKey } from "./live/clients.ts";
import { meddledLeases } from "./meddled-leases.ts";
import { attacksOnPolicies } from "./on-policies.ts";
import { overheardMails } from "./overheard-mails.ts";
import { replacedTemplates } from "./replaced-templates.ts";
import { squattedDigests } from "./squatted-digests.ts";

const { values } = parseArgs({
  options: { only: { type: "string" }, seed: { type: "string" } },
});
const tell = (done: CarriedOut) => console.log(lineOf(done));
const control = deployed(await synthesisedTemplate());
const all = [
  ...(values.only === "emulator" ? [] : await carryOut(attacksInMemory(), tell)),
  ...(values.only === "memory" ? [] : await onEmulator()),
];
const through = all.filter(({ effect }) => effect !== null);
const path = writeDocument("attacks.txt", `${all.map(lineOf).join("\n")}\n`);
console.log(`\n${all.length} attacks, one a line: ${path}`);
for (const [finding, was] of Object.entries(findings)) {
  const of = all.filter((one) => one.finding === (Number(finding) as Finding));
  const went = of.filter(({ effect }) => effect !== null).length;
  console.log(`${finding.padStart(4)}  ${String(of.length).padStart(3)} variants, ${went} effects   ${was}`);
}
for (const one of through) console.log(lineOf(one));
const reached = reportFigures("attacks", "npm run assure -- attacks", [
  atLeast("attacks and variants carried out", all.length, values.only === undefined ? 200 : 75),
  atMost("attacks with an effect", through.length, 0),
]);
console.log(`${through.length} effects of ${all.length}`);
if (!reached) process.exitCode = 1;

function attacksInMemory(): readonly Attack[] {
  return [
    ...attacksOnPolicies(control, policiesIn(control)),
    ...overheardMails,
    ...meddledLeases,
    ...squattedDigests,
    ...replacedTemplates,
  ];
}

async function onEmulator(): Promise<readonly CarriedOut[]> {
  const sandbox = await startTemporarySandbox("attacks", (line) => console.log(line));
  try {
    if (values.seed === "open") {
      const { topicArns, accounts } = sandbox.installation;
      const TopicArn = topicArns["release-manager"] ?? "";
      const policy = {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: TopicArn }],
      };
      await clientsOf(setUpKey(accounts.controlPlane.account), accounts.controlPlane.region).sns.send(
        new SetTopicAttributesCommand({
          TopicArn,
          AttributeName: "Policy",
          AttributeValue: JSON.stringify(policy),
        }),
      );
      chmodSync(sandbox.place.path("sandbox.json"), 0o644);
    }
    return await attackSandbox(sandbox, tell);
  } finally {
    await sandbox.end();
  }
}
