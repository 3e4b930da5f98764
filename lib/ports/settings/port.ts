import type { SignedIn } from "../identity-provider/port.ts";

/** How this installation is known to its identity provider. */
export type OidcSettings = {
  readonly issuer: string;
  readonly clientId: string;
  /** The name or ARN of the secret that holds the client's secret. */
  readonly clientSecretName: string;
};

/** One person of the directory. */
export type Approver = {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  /** E-mail addresses under which the person commits: nobody decides on their own commit. */
  readonly identities: readonly string[];
  /** How the identity provider names the person, for gates that ask for a sign-in. */
  readonly oidc?: SignedIn | undefined;
};

/** What the deployment says, read once. */
export type Settings = {
  readonly application: string;
  /** The approver id of the one person who locks plans. */
  readonly platformOwner: string;
  readonly approvers: readonly Approver[];
  /** Addresses, or `*@domain`, of people who commit and approve nothing. */
  readonly committers: readonly string[];
  /** Where a sandbox's mails go instead of by e-mail. */
  readonly mailRelay?: string | undefined;
  /** Where people sign in; absent if nobody has to. */
  readonly oidc?: OidcSettings | undefined;
  /** Where approvers reach the pages: the only origin that forms are taken from. */
  readonly approvalsUrl: string;
  readonly waivers: readonly { readonly check: string; readonly fact: string; readonly reason: string }[];
  /** How long after the first look that finds nothing left the second comes. */
  readonly quietSeconds: number;
};
