import { type Attack, type Outcome, went, without } from "../attack.ts";
import { type Administrator, ownAccount, type Target } from "./requests.ts";
import { requestsAboutCode } from "./requests-about-code.ts";
import { requestsAboutPeople } from "./requests-about-people.ts";
import { requestsAboutRecords } from "./requests-about-records.ts";

/** Every request, by the administrators of all environments. */
export const asAdministrators = (
  target: Target,
  administrators: readonly Administrator[],
): readonly Attack[] =>
  [...requestsAboutPeople(target), ...requestsAboutCode(target), ...requestsAboutRecords(target)].map(
    ([finding, what, ask]): Attack => ({
      finding,
      where: "emulator",
      variant: `an administrator of each environment's account ${what}`,
      carryOut: async (): Promise<Outcome> => {
        const names = new Set<string>();
        for (const { environment, clients } of administrators)
          try {
            await ask(clients, environment);
            names.add(`answered to ${environment}`);
          } catch (error) {
            const { name } = error as Error;
            if (name !== ownAccount) names.add(name);
          }
        const changed = await target.changed();
        const answered = [...names].filter((name) => name.startsWith("answered"));
        if (changed !== null) return went(changed);
        return answered.length > 0 ? went(answered.join(", ")) : without([...names].join(", "));
      },
    }),
  );
