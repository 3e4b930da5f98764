import { Duration } from "aws-cdk-lib";
import { CfnOIDCProvider, Role, WebIdentityPrincipal } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import type { Deployment } from "../ports/shared/access.ts";
import { githubRoleOf } from "../settings/names.ts";
import type { InstallationSettings } from "../settings/settings.ts";
import { grant } from "./grants.ts";
import { submitting } from "./submitting.ts";

const issuer = "token.actions.githubusercontent.com";

/** The door of a repository on GitHub: a role that only the workflows of one branch of it can assume, and that can only submit. */
export class GithubDoor extends Construct {
  constructor(
    scope: Construct,
    id: string,
    {
      application,
      github,
      deployment,
    }: {
      readonly application: string;
      readonly github: NonNullable<InstallationSettings["github"]>;
      readonly deployment: Deployment;
    },
  ) {
    super(scope, id);
    const provider =
      github.providerArn ??
      new CfnOIDCProvider(this, "Provider", {
        url: `https://${issuer}`,
        clientIdList: ["sts.amazonaws.com"],
      }).attrArn;
    const role = new Role(this, "Submit", {
      roleName: githubRoleOf(application),
      description: "Interlock: what the workflow of the repository on GitHub may do",
      // Exactly one branch. Pull requests, tags, other branches and GitHub environments have other subjects.
      assumedBy: new WebIdentityPrincipal(provider, {
        StringEquals: {
          [`${issuer}:aud`]: "sts.amazonaws.com",
          [`${issuer}:sub`]: `repo:${github.repository}:ref:refs/heads/${github.branch}`,
        },
      }),
      maxSessionDuration: Duration.hours(1),
    });
    grant(role, submitting(deployment));
  }
}
