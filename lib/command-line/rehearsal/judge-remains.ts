import type { Change } from "../../domain/change/manifest.ts";
import type { Remains } from "./remains.ts";
import type { Expected } from "./scenarios.ts";

/** What exists of an environment, as text, with the stacks' common prefix cut off. */
export const remainsText = ({ stacks, resources }: Remains, prefix: string): string =>
  stacks.size + resources.length === 0
    ? "nothing"
    : `${[...stacks.keys()].map((name) => name.slice(prefix.length)).join(", ") || "no stack"}; ${resources.length} named resources`;

/** The differences between an environment and its required state after a rehearsal. */
export function problemsOf(
  expected: Expected,
  found: Remains,
  before: Remains,
  steps: Change["environments"]["development"],
): readonly string[] {
  const differences = (wanted: ReadonlyMap<string, string | null>) => [
    ...[...wanted].flatMap(([name, description]) => {
      const there = found.stacks.get(name);
      if (there === undefined) return [`${name} is gone`];
      return description !== null && there !== description ? [`${name} is not as it was`] : [];
    }),
    ...[...found.stacks.keys()].filter((name) => !wanted.has(name)).map((name) => `${name} is still there`),
  ];
  const named = (parts: (step: { readonly step: string; readonly part: string }) => boolean) =>
    new Map(steps.filter(parts).map(({ stackName }) => [stackName, null] as const));
  switch (expected.is) {
    case "nothing":
      return [...differences(new Map()), ...found.resources.map((resource) => `${resource} is still there`)];
    case "everything":
      return differences(named(() => true));
    case "only":
      return differences(named(({ part }) => expected.parts.includes(part)));
    case "as it was":
      return differences(before.stacks);
    case "as it was, made again":
      return differences(new Map([...before.stacks, ...named(({ part }) => expected.parts.includes(part))]));
  }
}
