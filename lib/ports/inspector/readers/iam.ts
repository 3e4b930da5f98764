import {
  GetInstanceProfileCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
} from "@aws-sdk/client-iam";
import { admitsEveryone } from "../../../domain/admits-everyone.ts";
import { sha256 } from "../../../domain/canonical.ts";
import { orAbsent } from "../../shared/or-absent.ts";
import type { Describe, Readers } from "../describe.ts";

const digestDigits = 12;
const digestOf = (document: string): string => sha256(document).slice(0, digestDigits);

/** A role: whom it trusts, and all that it may do: inline policies by digest, attached ones by ARN. */
const role: Describe<"AWS::IAM::Role"> = async (id, clients) => {
  const iam = clients(IAMClient);
  const seen = await orAbsent(iam.send(new GetRoleCommand({ RoleName: id })), "NoSuchEntity");
  if (seen?.Role === undefined) return null;
  const { Path = "/", AssumeRolePolicyDocument, PermissionsBoundary } = seen.Role;
  // Source: IAM API reference, GetRole: policy documents are URL-encoded.
  const trust = AssumeRolePolicyDocument === undefined ? null : decodeURIComponent(AssumeRolePolicyDocument);
  return {
    path: Path,
    admitsEveryone: trust === null ? null : admitsEveryone(trust),
    trust: trust === null ? null : [digestOf(trust)],
    documents: trust === null ? null : [trust],
    permissions: [
      ...(await inlineOf(iam, id)),
      ...(await attachedTo(iam, id)),
      ...(PermissionsBoundary?.PermissionsBoundaryArn === undefined
        ? []
        : [`within ${PermissionsBoundary.PermissionsBoundaryArn}`]),
    ],
  };
};

async function inlineOf(iam: IAMClient, RoleName: string): Promise<string[]> {
  const inline: string[] = [];
  for await (const { PolicyNames = [] } of paginateListRolePolicies({ client: iam }, { RoleName }))
    for (const PolicyName of PolicyNames) {
      const { PolicyDocument = "" } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      inline.push(`${PolicyName} ${digestOf(decodeURIComponent(PolicyDocument))}`);
    }
  return inline.sort();
}

async function attachedTo(iam: IAMClient, RoleName: string): Promise<string[]> {
  const arns: string[] = [];
  for await (const { AttachedPolicies = [] } of paginateListAttachedRolePolicies(
    { client: iam },
    { RoleName },
  ))
    arns.push(...AttachedPolicies.flatMap(({ PolicyArn }) => PolicyArn ?? []));
  return arns.sort();
}

/** A managed policy: the document that holds now, by digest. */
const managedPolicy: Describe<"AWS::IAM::ManagedPolicy"> = async (id, clients) => {
  const iam = clients(IAMClient);
  const seen = await orAbsent(iam.send(new GetPolicyCommand({ PolicyArn: id })), "NoSuchEntity");
  if (seen === null) return null;
  const { PolicyVersion } = await iam.send(
    new GetPolicyVersionCommand({ PolicyArn: id, VersionId: seen.Policy?.DefaultVersionId }),
  );
  const document = PolicyVersion?.Document;
  return { document: document === undefined ? null : [digestOf(decodeURIComponent(document))] };
};

/** An instance profile, with the roles that it hands to instances. */
const instanceProfile: Describe<"AWS::IAM::InstanceProfile"> = async (id, clients) => {
  const seen = await orAbsent(
    clients(IAMClient).send(new GetInstanceProfileCommand({ InstanceProfileName: id })),
    "NoSuchEntity",
  );
  return seen === null
    ? null
    : { roles: (seen.InstanceProfile?.Roles ?? []).map(({ RoleName = "" }) => RoleName).sort() };
};

/** The readers of the service. */
export const readers: Readers<"iam"> = {
  "AWS::IAM::Role": role,
  "AWS::IAM::ManagedPolicy": managedPolicy,
  "AWS::IAM::InstanceProfile": instanceProfile,
};
