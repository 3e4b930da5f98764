import { policyProbe } from "./checks.ts";
import { flag, orUnseen } from "./fact.ts";
import { described, opening, ownedBy, type Service } from "./row.ts";

/** Secrets Manager. */
export const secretsManager = {
  iam: "secretsmanager",
  types: {
    "AWS::SecretsManager::Secret": described({
      arn: { kind: "secret", id: "arn" },
      facts: { rotated: flag, admitsEveryone: orUnseen(flag) },
      probes: [policyProbe],
      state: null,
      actions: ["secretsmanager:DescribeSecret", "secretsmanager:GetResourcePolicy"],
      look: "aws secretsmanager describe-secret --secret-id {id}",
      owner: null,
      oneWay: {
        GenerateSecretString:
          "CloudFormation template reference, AWS::SecretsManager::Secret: a new value replaces the old one",
      },
      movingProperties: [],
      holdsData: "a generated value can't be generated again",
      listed: null,
      exposure: { what: "a resource policy that names everyone", fact: "admitsEveryone", actions: [] },
      rehearsed: null,
    }),
    "AWS::SecretsManager::ResourcePolicy": opening(ownedBy("AWS::SecretsManager::Secret", "SecretId")),
    "AWS::SecretsManager::RotationSchedule": ownedBy("AWS::SecretsManager::Secret", "SecretId"),
    "AWS::SecretsManager::SecretTargetAttachment": ownedBy("AWS::SecretsManager::Secret", "SecretId"),
  },
} satisfies Service;
