import { establishedAt, establishing } from "../facts.ts";
import { edgesFrom } from "../flow.ts";
import type { Installed } from "../machines.ts";
import { type Meaning, meaningOf, sayingOf } from "../meaning.ts";
import { walkOnce } from "../walk.ts";
import { closing, forward } from "./rollback.ts";
import { about, at, type Rule } from "./rule.ts";

/**
 * What a run does when everything goes well, from 21.03 sections 4 to 6 and 9. This second copy of the order is
 * deliberate: the definitions are compared with it.
 */
const plan: readonly Meaning[] = [
  { is: "open" },
  { is: "read", gate: "plan-approval" },
  { is: "effect", environment: "development", scope: "everything" },
  { is: "validation", environment: "development", scope: "everything" },
  { is: "validation", environment: "development", scope: "everything" },
  { is: "effect", environment: "staging", scope: "everything" },
  { is: "validation", environment: "staging", scope: "everything" },
  { is: "read", gate: "staging-sign-off" },
  { is: "read", gate: "change-record" },
  { is: "validation", environment: "staging", scope: "everything" },
  { is: "effect", environment: "production", scope: "all-but-ingress" },
  { is: "validation", environment: "production", scope: "all-but-ingress" },
  { is: "read", gate: "production-release" },
  { is: "validation", environment: "production", scope: "all-but-ingress" },
  { is: "effect", environment: "production", scope: "ingress" },
  { is: "validation", environment: "production", scope: "everything" },
  { is: "close" },
];

/** One way in which everything goes well. */
type Course = {
  readonly when: string;
  /** The gates have no decision yet: each of them is asked, and then approved. */
  readonly asks: boolean;
  /** Every task is still at work when it is called: its child waits until it is done. */
  readonly waits: boolean;
  readonly decision: "approved" | "nothing-to-change";
};

const courses: readonly Course[] = [
  { when: "every gate is approved already", asks: false, waits: false, decision: "approved" },
  { when: "every gate is asked", asks: true, waits: false, decision: "approved" },
  { when: "every task has to be waited for", asks: false, waits: true, decision: "approved" },
  { when: "nothing of production changes", asks: false, waits: false, decision: "nothing-to-change" },
];

/** The tasks that a run calls on a course, in the order of the plan. */
const expectedOn = ({ asks, waits, decision }: Course): readonly string[] =>
  plan
    .flatMap((meaning): Meaning[] => {
      if (meaning.is !== "read")
        return waits && (meaning.is === "effect" || meaning.is === "validation")
          ? [meaning, meaning]
          : [meaning];
      const ask: Meaning = { is: "ask", gate: meaning.gate };
      // The change record is asked for as soon as staging is signed off, unless nothing changes.
      if (meaning.gate === "change-record") return decision === "approved" ? [ask, meaning] : [meaning];
      if (!asks) return [meaning];
      // Whether the plan is locked is known when the run is opened; the other gates are read before they are asked.
      return meaning.gate === "plan-approval" ? [ask, meaning] : [meaning, ask, meaning];
    })
    .map(sayingOf);

/** What the parent does on a course: the meanings of the tasks that it calls, and how it ends. */
function goneOn(installed: Installed, { asks, waits, decision }: Course) {
  const called: string[] = [];
  const asked = new Set<string>();
  const { ended, way } = walkOnce(installed, (name, task, by) => {
    const meaning = meaningOf(installed, installed.parent, name);
    if (meaning !== null) called.push(sayingOf(meaning));
    if (meaning?.is === "ask") asked.add(meaning.gate);
    switch (task) {
      case "open-run":
        return { next: asks ? "ask" : "go-on" };
      case "read-gate":
        if (meaning?.is !== "read") return null;
        if (asks && !asked.has(meaning.gate)) return { decision: "ask" };
        return { decision: meaning.gate === "plan-approval" ? "approved" : decision };
      case "close-run":
        return { verdict: "SUCCEEDED" };
      default:
        return { outcome: waits && by === "task" ? "waiting" : "done" };
    }
  });
  return { called, ended, way };
}

/** The rules about a run as a whole: what it does when everything goes well, and with what it may close. */
export const course: readonly Rule[] = [
  {
    id: "follows-the-plan",
    says: "If everything goes well, a run calls exactly what 21.03 says, in its order, and succeeds",
    check: (installed) =>
      courses.flatMap((one) => {
        const { called, ended, way } = goneOn(installed, one);
        const expected = expectedOn(one);
        const wrong = expected.findIndex((saying, index) => called[index] !== saying);
        if (wrong >= 0 || called.length > expected.length) {
          const index = wrong < 0 ? expected.length : wrong;
          const [wanted, seen] = [expected[index] ?? "nothing", called[index] ?? "nothing"];
          return [about(installed.parent, `when ${one.when}, the run calls "${seen}", not "${wanted}"`)];
        }
        const last = way.at(-1) ?? "";
        return ended === "Succeed"
          ? []
          : [about(installed.parent, `when ${one.when}, the run ends at «${last}» (${ended})`)];
      }),
  },
  {
    id: "closes-released-or-undone",
    says: "Once the plan is locked, a run closes only behind a rollback, or with production validated and its ingress open",
    check: (installed) => {
      const { parent } = installed;
      const close = closing(installed);
      const along = establishing(installed);
      const established = establishedAt(installed);
      return [...forward(installed)].flatMap((name) =>
        edgesFrom(parent.definition, name)
          .filter(({ to }) => to === close)
          .filter((edge) => {
            const holds = along(established.get(name) ?? new Set(), edge);
            return holds.has("passed plan-approval") && !holds.has("released production");
          })
          .map(({ path, to }) =>
            at(parent, name, path, `leads to «${to}» without a rollback, and nothing was released`),
          ),
      );
    },
  },
];
