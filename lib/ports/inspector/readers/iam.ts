import {
  GetGroupCommand,
  GetGroupPolicyCommand,
  GetInstanceProfileCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  IAMClient,
  paginateListAttachedGroupPolicies,
  paginateListAttachedRolePolicies,
  paginateListAttachedUserPolicies,
  paginateListGroupPolicies,
  paginateListGroupsForUser,
  paginateListRolePolicies,
  paginateListUserPolicies,
} from "@aws-sdk/client-iam";
import { admitsEveryone } from "../../../domain/admits-everyone.ts";
import { allPages } from "../../shared/all-pages.ts";
import { orAbsent } from "../../shared/or-absent.ts";
import { shortDigest } from "../../shared/short-digest.ts";
import type { Describe, Readers } from "../describe.ts";

/** A role: whom it trusts, and all that it may do: inline policies by digest, attached ones by ARN. */
const role: Describe<"AWS::IAM::Role"> = async (RoleName, clients) => {
  const client = clients(IAMClient);
  const seen = await orAbsent(client.send(new GetRoleCommand({ RoleName })), "NoSuchEntity");
  if (seen?.Role === undefined) return null;
  const { Path = "/", AssumeRolePolicyDocument, PermissionsBoundary } = seen.Role;
  const names = await sorted(paginateListRolePolicies({ client }, { RoleName }), namesIn);
  // Source: IAM API reference, GetRole: policy documents are URL-encoded.
  const trust = AssumeRolePolicyDocument === undefined ? null : decodeURIComponent(AssumeRolePolicyDocument);
  return {
    path: Path,
    admitsEveryone: trust === null ? null : admitsEveryone(trust),
    trust: trust === null ? null : [shortDigest(trust)],
    documents: trust === null ? null : [trust],
    permissions: [
      ...(await inline(names, (PolicyName) =>
        client.send(new GetRolePolicyCommand({ RoleName, PolicyName })),
      )),
      ...(await sorted(paginateListAttachedRolePolicies({ client }, { RoleName }), arnsIn)),
      ...within(PermissionsBoundary),
    ],
  };
};

/** IAM answers with lists in any order. */
const sorted = async <P>(
  pages: AsyncIterable<P>,
  of: (page: P) => readonly string[],
): Promise<readonly string[]> => (await allPages(pages, of)).toSorted();

type Inline = { readonly PolicyDocument?: string | undefined };
type Attached = {
  readonly AttachedPolicies?: readonly { readonly PolicyArn?: string | undefined }[] | undefined;
};
const namesIn = ({ PolicyNames = [] }: { readonly PolicyNames?: readonly string[] | undefined }) =>
  PolicyNames;
const arnsIn = ({ AttachedPolicies = [] }: Attached) =>
  AttachedPolicies.flatMap(({ PolicyArn }) => PolicyArn ?? []);

/** Inline policies, by name and digest. */
const inline = async (
  names: readonly string[],
  read: (PolicyName: string) => Promise<Inline>,
): Promise<string[]> =>
  Promise.all(
    names.map(async (name) => {
      const { PolicyDocument = "" } = await read(name);
      return `${name} ${shortDigest(decodeURIComponent(PolicyDocument))}`;
    }),
  );

const within = (boundary: { readonly PermissionsBoundaryArn?: string | undefined } | undefined): string[] =>
  boundary?.PermissionsBoundaryArn === undefined ? [] : [`within ${boundary.PermissionsBoundaryArn}`];

/** A user: all that it may do, by itself and through its groups. */
const user: Describe<"AWS::IAM::User"> = async (UserName, clients) => {
  const client = clients(IAMClient);
  const seen = await orAbsent(client.send(new GetUserCommand({ UserName })), "NoSuchEntity");
  if (seen?.User === undefined) return null;
  const names = await sorted(paginateListUserPolicies({ client }, { UserName }), namesIn);
  const groups = await sorted(paginateListGroupsForUser({ client }, { UserName }), ({ Groups = [] }) =>
    Groups.map(({ GroupName = "" }) => `as ${GroupName}`),
  );
  return {
    permissions: [
      ...(await inline(names, (PolicyName) =>
        client.send(new GetUserPolicyCommand({ UserName, PolicyName })),
      )),
      ...(await sorted(paginateListAttachedUserPolicies({ client }, { UserName }), arnsIn)),
      ...groups,
      ...within(seen.User.PermissionsBoundary),
    ],
  };
};

/** A group: all that its members may do. */
const group: Describe<"AWS::IAM::Group"> = async (GroupName, clients) => {
  const client = clients(IAMClient);
  const seen = await orAbsent(client.send(new GetGroupCommand({ GroupName })), "NoSuchEntity");
  if (seen?.Group === undefined) return null;
  const names = await sorted(paginateListGroupPolicies({ client }, { GroupName }), namesIn);
  return {
    permissions: [
      ...(await inline(names, (PolicyName) =>
        client.send(new GetGroupPolicyCommand({ GroupName, PolicyName })),
      )),
      ...(await sorted(paginateListAttachedGroupPolicies({ client }, { GroupName }), arnsIn)),
    ],
  };
};

/** A managed policy: the document that holds now, by digest. */
const managedPolicy: Describe<"AWS::IAM::ManagedPolicy"> = async (id, clients) => {
  const iam = clients(IAMClient);
  const seen = await orAbsent(iam.send(new GetPolicyCommand({ PolicyArn: id })), "NoSuchEntity");
  if (seen === null) return null;
  const { PolicyVersion } = await iam.send(
    new GetPolicyVersionCommand({ PolicyArn: id, VersionId: seen.Policy?.DefaultVersionId }),
  );
  const document = PolicyVersion?.Document;
  return { document: document === undefined ? null : [shortDigest(decodeURIComponent(document))] };
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
  "AWS::IAM::User": user,
  "AWS::IAM::Group": group,
  "AWS::IAM::ManagedPolicy": managedPolicy,
  "AWS::IAM::InstanceProfile": instanceProfile,
};
