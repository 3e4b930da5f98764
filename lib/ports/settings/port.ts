import type { FunctionSettings } from "../../settings/settings.ts";

/** The installation's settings as use cases see them, read once per function. */
export type Settings = FunctionSettings & {
  /** The origin of the approval pages, resolved: the only origin that forms are accepted from. */
  readonly approvalsUrl: string;
};

/** One person of the approver directory. */
export type Approver = Settings["approvers"][number];

/** How the installation is registered at its identity provider. */
export type OidcSettings = NonNullable<Settings["oidc"]>;
