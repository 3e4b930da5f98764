import { admitsEveryone } from "../../../lib/domain/admits-everyone.ts";
import { fewAtATime } from "../../../lib/domain/few-at-a-time.ts";
import type { Inspector } from "../../../lib/ports/inspector/port.ts";
import { hasRow, reachedBy } from "../../../lib/resources/tables.ts";
import type { Question } from "./cases.ts";
import type { Defect } from "./deciders.ts";

/** A guard that is switched off, the question that it guards, and cases that show it. */
export type SeededDefect = { readonly name: string; readonly question: Question; readonly defect: Defect };

/** An inspector that makes something else of an error. */
const errorsAre =
  (answer: null | undefined): Defect =>
  (ports) => ({
    ...ports,
    inspector: {
      async inspect(resources: Parameters<Inspector["inspect"]>[0]) {
        const answers = await fewAtATime(resources, async (resource) => {
          try {
            return [...(await ports.inspector.inspect([resource]))];
          } catch {
            return answer === undefined ? [] : [[resource, answer] as const];
          }
        });
        return new Map(answers.flat());
      },
    },
  });

const dropping =
  (drops: (type: string) => boolean): Defect =>
  (ports) => ({
    ...ports,
    stackReader: {
      ...ports.stackReader,
      resources: async (stack: string) =>
        (await ports.stackReader.resources(stack)).filter(({ type }) => !drops(type)),
      resourcesEver: async (stack: string, tokens?: readonly string[]) =>
        (await ports.stackReader.resourcesEver(stack, tokens)).filter(({ type }) => !drops(type)),
    },
  });

const cloudControlAnswering =
  (answer: "absent" | "shut"): Defect =>
  (ports) => ({
    ...ports,
    cloudControl: {
      read: async (resource) => {
        const read = await ports.cloudControl
          .read(resource)
          .catch(() => ({ is: "unread" as const, because: "" }));
        if (read.is !== "unread") return read;
        return answer === "absent"
          ? { is: "absent" }
          : { is: "standing", properties: { PubliclyAccessible: false } };
      },
    },
  });

/** Seeing anything stand without reading it: the canary is switched off. */
const withoutCanary: Defect = (ports) => {
  let looked = false;
  return {
    ...ports,
    cloudControl: {
      read: async (resource) => {
        if (looked) return ports.cloudControl.read(resource);
        looked = true;
        return { is: "standing", properties: { Name: "shop" } };
      },
    },
  };
};

/** Taking our own rule's word where AWS does not answer. */
const withoutOpinion: Defect = (ports) => ({
  ...ports,
  policyAnalyzer: {
    opinionOn: async (policy) => {
      const opinion = await ports.policyAnalyzer.opinionOn(policy);
      if (opinion.is !== "unread") return opinion;
      return { is: admitsEveryone(policy.document) ? "public" : "private" };
    },
  },
});

/** Each guard that is switched off. The matrix must see it. */
export const seededDefects: readonly SeededDefect[] = [
  { name: "an analyzer that does not answer counts as agreeing", question: "held", defect: withoutOpinion },
  { name: "an analyzer that does not answer counts as agreeing", question: "closed", defect: withoutOpinion },
  { name: "an error counts as not found", question: "gone", defect: errorsAre(null) },
  { name: "Cloud Control's not found is believed without a canary", question: "gone", defect: withoutCanary },
  {
    name: "a type without a row counts as gone",
    question: "gone",
    defect: dropping((type) => !hasRow.includes(type)),
  },
  {
    name: "a type without a row counts as closed",
    question: "held",
    defect: dropping((type) => reachedBy[type] === undefined),
  },
  {
    name: "a type without a row counts as closed",
    question: "closed",
    defect: dropping((type) => reachedBy[type] === undefined),
  },
  {
    name: "what Cloud Control cannot read counts as private",
    question: "held",
    defect: cloudControlAnswering("shut"),
  },
  {
    name: "what Cloud Control cannot read counts as private",
    question: "closed",
    defect: cloudControlAnswering("shut"),
  },
];
