import { establishedAt, establishing } from "./facts.ts";
import type { Finding } from "./finding.ts";
import { edgesOf, reachableFrom, wayTo } from "./flow.ts";
import { type Installed, installedFrom } from "./machines.ts";
import { assignment } from "./rules/assignment.ts";
import { calls } from "./rules/calls.ts";
import { course } from "./rules/course.ts";
import { handingOver } from "./rules/handing-over.ts";
import { language } from "./rules/language.ts";
import { limits, neededSeconds } from "./rules/limits.ts";
import { guarded, order, orders } from "./rules/order.ts";
import { rollback } from "./rules/rollback.ts";
import { findingsOf, type Rule } from "./rules/rule.ts";
import { sizes } from "./rules/sizes.ts";
import { tasks } from "./rules/tasks.ts";
import { waits } from "./rules/waits.ts";
import { worstBytes, worstEvents } from "./sizes.ts";
import type { Synthesised } from "./synthesised.ts";

/** Every rule, by family: one file each. */
export const families: Readonly<Record<string, readonly Rule[]>> = {
  language,
  order,
  course,
  rollback,
  assignment,
  tasks,
  calls,
  "handing over": handingOver,
  limits,
  waits,
  sizes,
};

/** The findings about what was synthesised; without readable machines only those that say why. */
export function findingsAbout(synthesised: Synthesised): readonly Finding[] {
  const read = installedFrom(synthesised);
  if ("findings" in read) return read.findings;
  // The other rules follow edges: one that leads nowhere is told alone.
  const broken = language
    .filter(({ id }) => id === "names-existing-states")
    .flatMap((rule) => findingsOf(rule, read.installed));
  if (broken.length > 0) return broken;
  return Object.values(families)
    .flat()
    .flatMap((rule) => findingsOf(rule, read.installed));
}

/** The first finding that any rule has, or null: much faster than all of them, for many broken definitions. */
export function firstFindingAbout(synthesised: Synthesised): Finding | null {
  const read = installedFrom(synthesised);
  if ("findings" in read) return read.findings[0] ?? null;
  // `names-existing-states` is among the first: the other rules follow edges.
  for (const rule of [...language, ...handingOver, ...calls, ...course, ...Object.values(families).flat()]) {
    const [first] = findingsOf(rule, read.installed);
    if (first !== undefined) return first;
  }
  return null;
}

/** What was proved, for people and machines that come later: no clock in it, so the same definitions give the same bytes. */
export type Certificate = {
  readonly application: string;
  readonly machines: readonly {
    readonly name: string;
    /** SHA-256 of the definition with its placeholders filled. */
    readonly digest: string;
    readonly states: number;
    readonly placeholders: Readonly<Record<string, string>>;
    readonly bounds: {
      readonly historyEvents: number | null;
      readonly dataBytes: number | null;
      readonly seconds: number;
      readonly timeoutSeconds: number | null;
    };
  }[];
  readonly orders: readonly {
    readonly rule: string;
    readonly says: string;
    readonly needs: readonly string[];
    /** Each effect with the edges that are its only ways in, taken together, and a way that leads there. */
    readonly effects: readonly {
      readonly state: string;
      readonly cut: readonly { readonly needed: string; readonly edges: readonly string[] }[];
      readonly reachableWithoutCut: boolean;
      readonly way: readonly string[];
    }[];
  }[];
  readonly rules: readonly {
    readonly family: string;
    readonly id: string;
    readonly says: string;
    readonly findings: number;
  }[];
  readonly findings: readonly Finding[];
};

/** The certificate of machines that could be read. */
export function certify(synthesised: Synthesised): Certificate | null {
  const read = installedFrom(synthesised);
  if ("findings" in read) return null;
  const { installed } = read;
  const findings = findingsAbout(synthesised);
  return {
    application: installed.application,
    machines: [...installed.machines.values()].map((machine) => ({
      name: machine.name,
      digest: machine.digest,
      states: Object.keys(machine.definition.States).length,
      placeholders: installed.filled[machine.name] ?? {},
      bounds: {
        historyEvents: worstEvents(machine),
        dataBytes: worstBytes(installed, machine),
        seconds: neededSeconds(machine),
        timeoutSeconds: machine.definition.TimeoutSeconds ?? null,
      },
    })),
    orders: orders.map((one) => ({
      rule: one.id,
      says: one.says,
      needs: one.needs,
      effects: guarded(installed, one).map((state) => certifyEffect(installed, state, one.needs)),
    })),
    rules: Object.entries(families).flatMap(([family, rules]) =>
      rules.map(({ id, says }) => ({
        family,
        id,
        says,
        findings: findings.filter(({ rule }) => rule === id).length,
      })),
    ),
    findings,
  };
}

/** An effect's cut: without the edges that establish what it needs, the effect cannot be reached. Shown by taking them out. */
function certifyEffect(installed: Installed, state: string, needs: readonly string[]) {
  const { definition } = installed.parent;
  const along = establishing(installed);
  const established = establishedAt(installed);
  const cut = needs.map((needed) => ({
    needed,
    edges: edgesOf(definition)
      .filter((edge) => {
        const before = established.get(edge.from) ?? new Set();
        return (
          ![...before].some((fact) => fact === needed) &&
          [...along(before, edge)].some((fact) => fact === needed)
        );
      })
      .map(({ from, to }) => `${from} -> ${to}`),
  }));
  return {
    state,
    cut,
    reachableWithoutCut: cut.some(({ edges }) =>
      reachableFrom(
        definition,
        [definition.StartAt],
        ({ from, to }) => !edges.includes(`${from} -> ${to}`),
      ).has(state),
    ),
    way: wayTo(definition, state) ?? [],
  };
}
