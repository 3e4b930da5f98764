import type { Environment } from "../../../../lib/domain/environment.ts";
import type { Installation } from "../../../../lib/installation/installation.ts";
import type { EnvironmentPlace } from "../../../../lib/ports/shared/environments/roles.ts";
import type { Finding } from "../attack.ts";
import type { Clients } from "./clients.ts";

/** One administrator of an environment's account, with the keys of a session. */
export type Administrator = { readonly environment: Environment; readonly clients: Clients };

/** What the attacks are about. */
export type Target = {
  readonly installation: Installation;
  readonly places: Readonly<Record<Environment, EnvironmentPlace>>;
  readonly buildsUrl: string;
  /** What is different from before; null if nothing is. */
  readonly changed: () => Promise<string | null>;
};

/** A policy that lets everybody in. */
export const open = (Resource: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource }],
  });

/** What an administrator asks of the control plane or of another environment: none of it may be answered. */
export type Request = readonly [Finding, string, (clients: Clients, from: Environment) => Promise<unknown>];

/** The smallest template. */
export const emptyStack = JSON.stringify({
  Resources: { Nothing: { Type: "AWS::CloudFormation::WaitConditionHandle" } },
});

/** The name of the error of what concerns only the administrator's own account. */
export const ownAccount = "its own account";
/** What concerns only the administrator's own account is not tried. */
export const otherwise = (isOwn: boolean, act: () => Promise<unknown>): Promise<unknown> =>
  isOwn ? Promise.reject(Object.assign(new Error(ownAccount), { name: ownAccount })) : act();

/** A bus answers entry by entry. */
export async function mustFail(
  answer: Promise<{ readonly FailedEntryCount?: number | undefined }>,
): Promise<void> {
  if (((await answer).FailedEntryCount ?? 0) > 0)
    throw Object.assign(new Error("the entry failed"), { name: "FailedEntry" });
}

/** Nothing read is nothing gained. */
export function present(item: unknown): unknown {
  if (item === undefined) throw Object.assign(new Error("nothing is there"), { name: "NothingThere" });
  return item;
}
