import { type Environment, environments } from "../../../lib/domain/environment.ts";
import type { Call } from "../../simulator/account.ts";
import { install } from "../../simulator/runs.ts";
import { askedBy, type Names } from "./authorised.ts";
import { inMemoryRegion } from "./names.ts";
import type { Use } from "./refusal-of.ts";
import type { Scenario } from "./scenario.ts";
import { controlPlane, region } from "./template.ts";

/** The calls of every scenario, each use once, and the operations that were called. */
export type Recorded = { readonly uses: readonly Use[]; readonly operations: ReadonlySet<string> };

const application = /^interlock-reference-/;

/** The same use in the region of the synthesised template. */
const inRegion = (use: Use): Use => JSON.parse(JSON.stringify(use).replaceAll(inMemoryRegion, region)) as Use;

/** Plays the scenarios and records what the functions ask. Calls of people at a terminal are left out. */
export async function record(all: readonly Scenario[], names: Omit<Names, "account">): Promise<Recorded> {
  const uses = new Map<string, Use>();
  const operations = new Set<string>();
  for (const { settings = {}, plays } of all) {
    const world = install(settings);
    world.account.watchers.push({
      acts: (call: Call) => {
        if (call.service === "describe" || !application.test(call.process.name)) return;
        const name = `${call.service} ${call.operation}`;
        operations.add(name);
        const session = call.session === null ? undefined : world.accounts.sessionOf(call.session);
        const { roleArn, policy } = session ?? { roleArn: "", policy: null };
        for (const asked of askedBy(call, { ...names, account: session?.account ?? controlPlane })) {
          const use: Use = inRegion({
            by: call.process.name.replace(application, ""),
            session: session === undefined ? null : { roleArn, policy },
            asked,
            call: name,
          });
          uses.set(JSON.stringify(use), use);
        }
      },
    });
    await plays(world);
  }
  return { uses: [...uses.values()], operations };
}

/** The environment whose functions a name belongs to; null for a function that is deployed once. */
export const environmentOf = (name: string): Environment | null =>
  environments.find((one) => name.endsWith(`-${one}`)) ?? null;
