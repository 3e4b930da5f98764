import type { Step } from "../../lib/domain/change/manifest.ts";
import type { Part } from "../../lib/domain/environment.ts";
import type { Dossier, DossierStep } from "../../lib/domain/gate/dossier.ts";
import { deployedDigest } from "../../lib/domain/step/deployed-digest.ts";

const digest = (letter: string) => letter.repeat(64);

const step = (part: Part, more: Partial<DossierStep> = {}): DossierStep => ({
  step: part,
  part,
  stackName: `shop-production-${part}`,
  templateDigest: digest("a"),
  parametersDigest: digest("b"),
  tagsDigest: digest("c"),
  wantedDigest: digest("d"),
  baselineDigest: digest("e"),
  done: null,
  effects: [],
  widening: [],
  undo: "restored",
  ...more,
});

/** A step of a change on the page of a gate: wanted as it is, where no stack exists. */
export const shownOf = (wanted: Step, more: Partial<DossierStep> = {}): DossierStep =>
  step(wanted.part, {
    step: wanted.step,
    stackName: wanted.stackName,
    templateDigest: wanted.templateDigest,
    wantedDigest: deployedDigest(wanted),
    baselineDigest: null,
    undo: "deleted",
    ...more,
  });

/** A change to a production that stands: something is removed, replaced, modified, added, and opened. */
export const sampleDossier = (more: Partial<Dossier> = {}): Dossier => ({
  gate: "change-record",
  environment: "production",
  clause: "6.1",
  question: "Is this change to production approved?",
  runId: "shop-0123456789ab-1",
  application: "shop",
  documentId: "21.03",
  planDigest: digest("1"),
  changeDigest: digest("2"),
  repository: "shop",
  commit: {
    sha: "0123456789abcdef0123456789abcdef01234567",
    subject: "feat: move the queue to its own cluster",
    author: { name: "Dora Lindqvist", address: "dora@example.com" },
    committer: { name: "Dora Lindqvist", address: "dora@example.com" },
    coAuthors: [{ name: "Amir Haddad", address: "amir@example.com" }],
    committedAt: "2026-11-24T09:00:00.000Z",
  },
  people: [
    { name: "Dora Lindqvist", address: "dora@example.com" },
    { name: "Amir Haddad", address: "amir@example.com" },
  ],
  approvers: ["change-manager", "release-manager", "platform-owner"],
  quorum: 2,
  identity: "mailbox",
  steps: [
    step("network", { baselineDigest: digest("d"), undo: "untouched" }),
    step("logging", { baselineDigest: digest("d"), undo: "untouched" }),
    step("storage", {
      effects: [
        {
          effect: "remove",
          logicalId: "ReportsBucket",
          type: "AWS::S3::Bucket",
          because: ["it stays behind, and no stack holds it any more"],
        },
      ],
    }),
    step("database", {
      effects: [
        {
          effect: "replace",
          logicalId: "OrdersDatabase",
          type: "AWS::RDS::DBInstance",
          because: ["DBInstanceIdentifier, which replaces"],
        },
        {
          effect: "modify",
          logicalId: "OrdersSubnets",
          type: "AWS::RDS::DBSubnetGroup",
          because: ["SubnetIds"],
        },
      ],
    }),
    step("compute", {
      effects: [
        { effect: "modify", logicalId: "Service", type: "AWS::ECS::Service", because: ["TaskDefinition"] },
        { effect: "add", logicalId: "QueueWorker", type: "AWS::ECS::Service", because: [] },
        { effect: "add", logicalId: "QueueRole", type: "AWS::IAM::Role", because: [] },
      ],
      widening: [
        "IAM: Allow sqs:ReceiveMessage on arn:aws:sqs:*:*:shop-orders to AWS:QueueRole",
        "Network: Service.GroupId lets in TCP 5672 from 10.0.0.0/16",
      ],
    }),
    step("ingress", { baselineDigest: digest("d"), undo: "closed" }),
  ],
  directory: [],
  realState: digest("3"),
  readings: [],
  parity: [
    { step: "database", at: "/OrdersDatabase/Properties/MultiAZ", allowed: "6.2 Production-grade database" },
  ],
  plan: null,
  waivers: [],
  again: null,
  expiresAtMs: Date.parse("2026-11-27T10:00:00Z"),
  ...more,
});
