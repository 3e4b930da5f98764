import { policyProbe, policyShapes, policyTextProbe } from "./checks.ts";
import { text } from "./fact.ts";
import { described, general, type Service } from "./row.ts";

/** KMS. */
export const kms = {
  iam: "kms",
  types: {
    "AWS::KMS::Key": described({
      arn: { kind: "key", id: "name" },
      facts: {
        state: text("Enabled", "Disabled", "PendingDeletion", "PendingReplicaDeletion"),
        ...policyShapes,
      },
      probes: [
        policyProbe,
        policyTextProbe,
        {
          fact: "key-enabled",
          about: ["state"],
          checks: ["encrypted-storage"],
          holds: ({ state }) => state === "Enabled",
          saw: ({ state }) => state,
        },
      ],
      // Sources: KMS developer guide, "Deleting AWS KMS keys": a deleted key waits 7 to 30 days and can't be used. "Deleting
      // multi-Region keys": a primary key waits for its replicas before that.
      state: { fact: "state", gone: ["PendingDeletion"], going: ["PendingReplicaDeletion"] },
      actions: ["kms:DescribeKey", "kms:GetKeyPolicy"],
      look: "aws kms describe-key --key-id {id}",
      owner: null,
      oneWay: {},
      movingProperties: [],
      holdsData: "what it encrypted can never be read again",
      listed: null,
      exposure: { what: "a key policy that names everyone", fact: "admitsEveryone", actions: [] },
      rehearsed: null,
    }),
    "AWS::KMS::ReplicaKey": general(
      [
        {
          fact: "resource-policy",
          what: "a key policy that names everyone",
          policyIn: ({ KeyPolicy }) => KeyPolicy,
          hasAlways: true,
        },
      ],
      { holdsData: "what it encrypted can never be read again" },
    ),
    "AWS::KMS::Alias": described({
      arn: { kind: "alias", id: "name" },
      facts: { key: text() },
      probes: [],
      state: null,
      actions: ["kms:DescribeKey"],
      look: "aws kms describe-key --key-id {id}",
      // Source: KMS developer guide, "Deleting AWS KMS keys": the key's aliases are deleted with it.
      owner: { types: ["AWS::KMS::Key"], property: "TargetKeyId" },
      oneWay: {},
      movingProperties: [],
      holdsData: null,
      listed: null,
      exposure: null,
      rehearsed: null,
    }),
  },
} satisfies Service;
