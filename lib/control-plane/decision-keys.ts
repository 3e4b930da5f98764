import { RemovalPolicy } from "aws-cdk-lib";
import { Effect, PolicyStatement, StarPrincipal } from "aws-cdk-lib/aws-iam";
import { Key, KeySpec, KeyUsage } from "aws-cdk-lib/aws-kms";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { InstallationSettings } from "../settings/settings.ts";

/** The construct's id of a key. The first one has no number, so that older installations keep theirs. */
export const keyId = (name: string, number: number): string => (number === 1 ? name : `${name}${number}`);

/**
 * The keys behind what people say: one that signs decisions, one that signs what operators do, and one that makes links
 * valid. Each key's own policy denies everyone but the functions that need it, whatever other policies allow.
 */
export class DecisionKeys extends Construct {
  /** Signs decisions at gates. */
  readonly decisionKey: Key;
  /** Signs resumptions after a stop, and resolutions of quarantines. */
  readonly operatorKey: Key;
  /** Makes approvers' links valid. */
  readonly linkKey: Key;

  constructor(scope: Construct, id: string, { decision, operator }: InstallationSettings["keys"]) {
    super(scope, id);
    // Retained: old decisions must stay verifiable.
    const signing = {
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy: RemovalPolicy.RETAIN,
    };
    this.decisionKey = new Key(this, keyId("DecisionKey", decision), {
      ...signing,
      description: "Interlock: signs decisions at gates",
    });
    this.operatorKey = new Key(this, keyId("OperatorKey", operator), {
      ...signing,
      description: "Interlock: signs resumptions and resolutions",
    });
    this.linkKey = new Key(this, "LinkKey", {
      description: "Interlock: makes approvers' links valid",
      keySpec: KeySpec.HMAC_256,
      keyUsage: KeyUsage.GENERATE_VERIFY_MAC,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  /** The ARNs of the keys. */
  get arns(): readonly string[] {
    return [this.decisionKey, this.operatorKey, this.linkKey].map(({ keyArn }) => keyArn);
  }
}

/**
 * Denies an action on a key to everyone but the roles of these functions. An explicit Deny also holds for the account's
 * administrators and for grants (KMS developer guide, "Troubleshooting key access").
 */
export function onlyFor(key: Key, sid: string, action: string, users: readonly IFunction[]): void {
  key.addToResourcePolicy(
    new PolicyStatement({
      sid,
      effect: Effect.DENY,
      principals: [new StarPrincipal()],
      actions: [action],
      resources: ["*"],
      conditions: { ArnNotEquals: { "aws:PrincipalArn": users.flatMap(({ role }) => role?.roleArn ?? []) } },
    }),
  );
}
