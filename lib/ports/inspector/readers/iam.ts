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
  type PolicyDetail,
  paginateGetAccountAuthorizationDetails,
  paginateListAttachedGroupPolicies,
  paginateListAttachedRolePolicies,
  paginateListAttachedUserPolicies,
  paginateListGroupPolicies,
  paginateListGroupsForUser,
  paginateListRolePolicies,
  paginateListUserPolicies,
  type RoleDetail,
} from "@aws-sdk/client-iam";
import { admitsEveryone } from "../../../domain/admits-everyone.ts";
import { allPages } from "../../shared/all-pages.ts";
import { orAbsent } from "../../shared/or-absent.ts";
import { shortDigest } from "../../shared/short-digest.ts";
import type { Describe, DescribeTogether, Readers, Together } from "../describe.ts";

/** A role: whom it trusts, and all that it may do: inline policies by digest, attached ones by ARN. */
const role: Describe<"AWS::IAM::Role"> = async (RoleName, clients) => {
  const client = clients(IAMClient);
  const seen = await orAbsent(client.send(new GetRoleCommand({ RoleName })), "NoSuchEntity");
  if (seen?.Role === undefined) return null;
  const names = await sorted(paginateListRolePolicies({ client }, { RoleName }), namesIn);
  return ofRole(seen.Role, [
    ...(await inline(names, (PolicyName) => client.send(new GetRolePolicyCommand({ RoleName, PolicyName })))),
    ...(await sorted(paginateListAttachedRolePolicies({ client }, { RoleName }), arnsIn)),
  ]);
};

function ofRole(
  {
    Path = "/",
    AssumeRolePolicyDocument,
    PermissionsBoundary,
  }: Pick<RoleDetail, "Path" | "AssumeRolePolicyDocument" | "PermissionsBoundary">,
  permissions: readonly string[],
) {
  const trust = AssumeRolePolicyDocument === undefined ? null : documentIn(AssumeRolePolicyDocument);
  return {
    path: Path,
    admitsEveryone: trust === null ? null : admitsEveryone(trust),
    trust: trust === null ? null : [shortDigest(trust)],
    documents: trust === null ? null : [trust],
    permissions: [...permissions, ...within(PermissionsBoundary)],
  };
}

/** How many roles one page has: the answer stays small where an account has thousands. */
const rolesInPage = 100;

/**
 * Roles, from the details of all roles of the account (IAM API reference, GetAccountAuthorizationDetails). A role by itself takes four
 * requests. So as many pages are read as there are roles to find, and what is not among them is described by itself. The same goes for
 * all of them where an organization's policy denies the list.
 */
const roles: DescribeTogether<"AWS::IAM::Role"> = {
  most: Number.POSITIVE_INFINITY,
  async describe(ids, clients) {
    const found = new Map<string, ReturnType<typeof ofRole>>();
    const wanted = new Set(ids);
    let pages = 0;
    const list = paginateGetAccountAuthorizationDetails(
      { client: clients(IAMClient), pageSize: rolesInPage },
      { Filter: ["Role"] },
    );
    try {
      for await (const { RoleDetailList = [] } of list) {
        for (const detail of RoleDetailList)
          if (wanted.has(detail.RoleName ?? "")) found.set(detail.RoleName ?? "", ofListed(detail));
        pages += 1;
        if (found.size === wanted.size || pages === wanted.size) break;
      }
    } catch (error) {
      if (!(error instanceof Error) || !error.name.startsWith("AccessDenied")) throw error;
    }
    return found;
  },
};

const ofListed = (detail: RoleDetail) =>
  ofRole(detail, [
    ...(detail.RolePolicyList ?? [])
      .map(({ PolicyName = "", PolicyDocument = "" }: PolicyDetail) => named(PolicyName, PolicyDocument))
      .sort(),
    ...arnsIn({ AttachedPolicies: detail.AttachedManagedPolicies }).toSorted(),
  ]);

/**
 * The text of a policy document. Source: IAM API reference, GetRole: policy documents are URL-encoded. Blanks between its parts mean
 * nothing, and two calls may tell it with and without them.
 */
function documentIn(encoded: string): string {
  const text = decodeURIComponent(encoded);
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}

const named = (name: string, encoded: string): string => `${name} ${shortDigest(documentIn(encoded))}`;

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
      return named(name, PolicyDocument);
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
  return { document: document === undefined ? null : [shortDigest(documentIn(document))] };
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

/** What one request describes several of. */
export const together: Together<"iam"> = { "AWS::IAM::Role": roles };
