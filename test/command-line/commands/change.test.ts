import { changeInLines } from "../../../lib/command-line/commands/change.ts";
import type { Change } from "../../../lib/domain/change/manifest.ts";
import { sampleDossier, sampleDossierStep } from "../../fixtures/sample-dossier.ts";

const { commit, steps } = sampleDossier();
const [first] = steps;
const digest = "a".repeat(64);
const change: Change = {
  application: "shop",
  repository: "example/shop",
  attempt: 1,
  commit: { ...commit, subject: "feat: a\u202Eb", parents: [] },
  contributors: { since: null, people: [] },
  environments: {
    development: [],
    staging: [],
    production: [
      {
        step: "network",
        part: "network",
        stackName: "shop-production-network",
        templateDigest: digest,
        parameters: {},
        tags: {},
        dependsOn: [],
      },
    ],
  },
};

test("a change is printed whole: each step with all effects and their values, then the templates", () => {
  if (first === undefined) throw new Error("the sample has steps");
  const shown = {
    ...first,
    effects: [
      {
        effect: "modify" as const,
        logicalId: "Rule",
        type: "AWS::EC2::SecurityGroupIngress",
        because: ["CidrIp"],
        gravity: "widened" as const,
        values: [{ at: "CidrIp", before: null, after: "0.0.0.0/0" }],
      },
    ],
    widening: ["Network: Rule lets in TCP 22 from 0.0.0.0/0"],
  };
  expect(
    changeInLines({ change, steps: { "production/network": shown }, templates: { [digest]: "{}" } }),
  ).toEqual([
    "feat: a‹U+202E›b",
    "by Dora Lindqvist in example/shop, commit 0123456789abcdef0123456789abcdef01234567",
    "",
    "development",
    "",
    "staging",
    "",
    "production",
    `  network (network), stack shop-production-network, template ${digest}`,
    "    modify Rule (AWS::EC2::SecurityGroupIngress), widened: CidrIp",
    "      CidrIp: none -> 0.0.0.0/0",
    "    opens more: Network: Rule lets in TCP 22 from 0.0.0.0/0",
    "",
    `template ${digest}`,
    "{}",
  ]);
});

test("a step that the change no longer has is printed with everything that is removed", () => {
  const audit = sampleDossierStep("monitoring", {
    step: "audit",
    stackName: "shop-production-audit",
    removed: true,
    effects: [
      { effect: "remove", logicalId: "Topic", type: "AWS::SNS::Topic", because: [], gravity: "replaced" },
    ],
  });

  expect(changeInLines({ change, steps: { "production/audit": audit }, templates: {} }).slice(-2)).toEqual([
    "  audit (monitoring), stack shop-production-audit, removed",
    "    remove Topic (AWS::SNS::Topic), replaced",
  ]);
});

test("a template that went past the door cannot deceive whoever has it printed", () => {
  const lines = changeInLines({
    change,
    steps: {},
    templates: { [digest]: '{\n "a": "\u001b[2J\u202Eb"\n}' },
  });

  expect(lines.slice(-1)).toEqual(['{\n "a": "‹U+001B›[2J‹U+202E›b"\n}']);
});
