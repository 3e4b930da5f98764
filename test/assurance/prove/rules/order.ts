import { type Environment, environments } from "../../../../lib/domain/environment.ts";
import { type Established, establishedAt, establishing } from "../facts.ts";
import type { Edge } from "../flow.ts";
import { edgesFrom } from "../flow.ts";
import type { Installed } from "../machines.ts";
import { type Meaning, meaningOf, statesThat } from "../meaning.ts";
import { askedAbout, comesAfter, plannedGates } from "../plan.ts";
import { about, at, type Rule } from "./rule.ts";

/** One of the orders of 21.03: what must have been gone through on every way to an effect. */
export type Order = {
  readonly id: string;
  readonly says: string;
  readonly before: (meaning: Meaning) => boolean;
  readonly needs: readonly Established[];
};

/** Whether a task changes something of that environment: its stacks, or the bucket of its bootstrap. */
const touches =
  (environment: Environment) =>
  (meaning: Meaning): boolean =>
    (meaning.is === "effect" || meaning.is === "publication") && meaning.environment === environment;

/** Each gate before every effect that the plan has behind it. */
const gateOrders = plannedGates.map(
  (gate): Order => ({
    id: `${gate}-before-what-follows`,
    says: `No way round ${gate} leads to an effect that the plan has behind it`,
    before: (meaning) =>
      (meaning.is === "effect" || meaning.is === "publication") && comesAfter(gate, meaning),
    needs: [`passed ${gate}`],
  }),
);

const otherOrders: readonly Order[] = [
  {
    id: "development-stable-before-staging",
    says: "No way leads to staging's first effect unless development was validated, and again just before",
    before: touches("staging"),
    needs: ["provisioned development", "validated development", "confirmed development"],
  },
  {
    id: "staging-stable-before-production",
    says: "No way leads to production's first effect unless staging was validated, and again just before",
    before: touches("production"),
    needs: ["provisioned staging", "validated staging", "confirmed staging"],
  },
  ...environments.map(
    (environment): Order => ({
      id: `windows-before-${environment}`,
      says: `No way leads to ${environment}'s first effect unless no freeze window closes it`,
      before: touches(environment),
      needs: [`open ${environment}`],
    }),
  ),
  {
    id: "windows-before-ingress",
    says: "No way leads to ingress unless the freeze windows were asked again, and leave production open",
    before: (meaning) => meaning.is === "effect" && meaning.scope === "ingress",
    needs: ["ingress may open"],
  },
  {
    id: "assets-before-development",
    says: "No way leads to development's first effect unless its assets were published",
    before: (meaning) => meaning.is === "effect" && meaning.environment === "development",
    needs: ["published development"],
  },
  {
    id: "assets-before-staging",
    says: "No way leads to staging's first effect unless its assets were published",
    before: (meaning) => meaning.is === "effect" && meaning.environment === "staging",
    needs: ["published staging"],
  },
  {
    id: "assets-before-production",
    says: "No way leads to production's first effect unless its assets were published",
    before: (meaning) => meaning.is === "effect" && meaning.environment === "production",
    needs: ["published production"],
  },
  {
    id: "production-stable-before-ingress",
    says: "No way leads to ingress unless production was validated without it, and again just before",
    before: (meaning) =>
      meaning.is === "effect" && meaning.environment === "production" && meaning.scope !== "all-but-ingress",
    needs: ["provisioned production", "validated production", "confirmed production"],
  },
];

/** The orders that nothing may lead round (21.03 sections 3, 5.1, 6.1, 6.3 and 9). */
export const orders: readonly Order[] = [...gateOrders, ...otherOrders];

/** The states that an order is about. */
export const guarded = (installed: Installed, { before }: Order): readonly string[] =>
  statesThat(installed, installed.parent, before);

/** A way to `goal` on which `needed` is not established: what makes the finding plain. */
function wayWithout(installed: Installed, goal: string, needed: Established): readonly string[] {
  const { definition } = installed.parent;
  const along = establishing(installed);
  type Place = {
    readonly name: string;
    readonly holds: ReadonlySet<Established>;
    readonly way: readonly string[];
  };
  const waiting: Place[] = [{ name: definition.StartAt, holds: new Set(), way: [definition.StartAt] }];
  const seen = new Set<string>();
  for (let place = waiting.shift(); place !== undefined; place = waiting.shift()) {
    const { name, holds, way } = place;
    if (name === goal && !holds.has(needed)) return way;
    const key = `${name} ${[...holds].sort().join()}`;
    if (seen.has(key)) continue;
    seen.add(key);
    for (const edge of edgesFrom(definition, name))
      waiting.push({ name: edge.to, holds: along(holds, edge), way: [...way, edge.to] });
  }
  return [];
}

const ordering = (order: Order): Rule => ({
  id: order.id,
  says: order.says,
  check: (installed) => {
    const established = establishedAt(installed);
    const effects = guarded(installed, order);
    if (effects.length === 0)
      return [about(installed.parent, `there is no effect that "${order.says}" is about`)];
    return effects.flatMap((effect) => {
      const holds = established.get(effect) ?? new Set();
      const missing = order.needs.find((needed) => !holds.has(needed));
      if (missing === undefined) return [];
      const way = wayWithout(installed, effect, missing)
        .map((name) => `«${name}»`)
        .join(" -> ");
      return [at(installed.parent, effect, "", `a way leads here without "${missing}": ${way}`)];
    });
  },
});

const all = ({ parent }: Installed): readonly string[] => Object.keys(parent.definition.States);

/** The rules about order: the five orders, and what surrounds the gates. */
export const order: readonly Rule[] = [
  {
    id: "gates-before-what-follows",
    says: "No way round a gate leads to an effect that the plan has behind it",
    check: (installed) => gateOrders.map(ordering).flatMap(({ check }) => check(installed)),
  },
  ...otherOrders.map(ordering),
  {
    id: "asks-about-what-stands",
    says: "A gate is asked only when what it is about stands",
    check: (installed) => {
      const established = establishedAt(installed);
      return all(installed).flatMap((name) => {
        const meaning = meaningOf(installed, installed.parent, name);
        if (meaning?.is !== "ask") return [];
        return askedAbout(meaning.gate)
          .filter((needed) => !established.get(name)?.has(needed))
          .map((needed) => at(installed.parent, name, "", `a way leads here without "${needed}"`));
      });
    },
  },
  {
    id: "reads-what-was-asked",
    says: "However the waiting at a gate ends, its decision is read next: a callback is not believed",
    check: (installed) =>
      all(installed).flatMap((name) => {
        const meaning = meaningOf(installed, installed.parent, name);
        if (meaning?.is !== "ask") return [];
        return edgesFrom(installed.parent.definition, name)
          .filter(({ to }) => {
            const next = meaningOf(installed, installed.parent, to);
            return next?.is !== "read" || next.gate !== meaning.gate;
          })
          .map(({ to, path }) =>
            at(installed.parent, name, path, `leads to «${to}», which does not read ${meaning.gate}`),
          );
      }),
  },
  {
    id: "opens-first-and-once",
    says: "A run is opened before anything else, and no way opens it again",
    check: (installed) => {
      const { parent } = installed;
      const opening = statesThat(installed, parent, ({ is }) => is === "open");
      const first = opening.includes(parent.definition.StartAt)
        ? []
        : [about(parent, `the run begins with «${parent.definition.StartAt}», which does not open it`)];
      const again = all(installed)
        .flatMap((name) => edgesFrom(parent.definition, name))
        .filter(({ to }: Edge) => opening.includes(to))
        .map(({ from, path, to }) => at(parent, from, path, `leads back to «${to}»: a run is opened once`));
      return [...first, ...again];
    },
  },
];
