import { establishedAt, establishing } from "../facts.ts";
import { edgesFrom } from "../flow.ts";
import { kept } from "../kept.ts";
import { type Installed, type Machine, machinesOf } from "../machines.ts";
import { type Meaning, meaningOf, sayingOf, taskOf } from "../meaning.ts";
import { plan } from "../plan.ts";
import { parentData, walkOnce } from "../walk.ts";
import { closing, forward } from "./rollback.ts";
import { about, at, type Rule } from "./rule.ts";

/** One way in which everything goes well. */
type Course = {
  readonly when: string;
  /** The gates have no decision yet: each is asked, woken once without a decision, asked again and then approved. */
  readonly asks: boolean;
  /** Every task is still at work when it is called: its child waits until it is done. A freeze holds the run once each time. */
  readonly waits: boolean;
  readonly decision: "approved" | "nothing-to-change";
};

const courses: readonly Course[] = (["approved", "nothing-to-change"] as const).flatMap((decision) =>
  [false, true].flatMap((asks) =>
    [false, true].map((waits): Course => {
      const gates = asks ? "every gate is asked twice" : "no gate has to be asked";
      const tasks = waits ? "every task has to be waited for" : "every task is done at once";
      return { when: `${gates}, ${tasks} and gates answer ${decision}`, asks, waits, decision };
    }),
  ),
);

/** The tasks that a run calls on a course, in the order of the plan. */
const expectedOn = ({ asks, waits, decision }: Course): readonly string[] =>
  plan
    .flatMap((meaning): Meaning[] => {
      if (meaning.is !== "read")
        return waits && ["publication", "effect", "validation", "windows"].includes(meaning.is)
          ? [meaning, meaning]
          : [meaning];
      const ask: Meaning = { is: "ask", gate: meaning.gate };
      // The change record is asked for as soon as staging is signed off, unless nothing changes.
      const isAskedFirst =
        meaning.gate === "change-record"
          ? decision === "approved"
          : // Whether the plan is locked is known when the run is opened; the other gates are read before they are asked.
            meaning.gate === "plan-approval" && asks;
      if (!asks) return isAskedFirst ? [ask, meaning] : [meaning];
      return [...(isAskedFirst ? [] : [meaning]), ask, meaning, ask, meaning];
    })
    .map(sayingOf);

/** What the parent does on a course: the meanings of the tasks that it calls, and how it ends. */
function goneOn(installed: Installed, { asks, waits, decision }: Course) {
  const called: string[] = [];
  const asked: string[] = [];
  const { ended, way } = walkOnce(installed.parent, parentData, (name, by) => {
    const call = installed.parent.calls.get(name);
    const task = call === undefined ? null : taskOf(installed, call);
    const meaning = meaningOf(installed, installed.parent, name);
    if (meaning !== null) called.push(sayingOf(meaning));
    if (meaning?.is === "ask") asked.push(meaning.gate);
    switch (task) {
      case "open-run":
        return { next: asks ? "ask" : "go-on" };
      case "read-gate":
        if (meaning?.is !== "read") return null;
        if (asks && asked.filter((gate) => gate === meaning.gate).length < 2) return { decision: "ask" };
        return { decision: meaning.gate === "plan-approval" ? "approved" : decision };
      case "read-windows": {
        const looks = called.filter((one) => meaning !== null && one === sayingOf(meaning)).length;
        return { outcome: waits && looks === 1 ? "frozen" : "open", waitSeconds: 1 };
      }
      case "close-run":
        return { verdict: "SUCCEEDED", says: "" };
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
  {
    id: "looks-until-done",
    says: "A child calls its task until it is done, and fails if its task fails, answers anything else, or waits for ever",
    check: (installed) =>
      machinesOf(installed)
        .filter((machine) => machine !== installed.parent)
        .flatMap((machine) => wrongCoursesOf(machine).map((message) => about(machine, message))),
  },
];

/** What is wrong with the courses of a child. */
const wrongCoursesOf = kept((machine: Machine): readonly string[] =>
  childCourses.flatMap(({ when, answers, calls, ends }) => {
    let called = 0;
    const { ended } = walkOnce(machine, childData, () => {
      const outcome = answers[Math.min(called, answers.length - 1)];
      called += 1;
      return outcome === undefined ? null : { outcome, waitSeconds: 1 };
    });
    const isRight = ended === ends && (calls === null || called === calls);
    return isRight ? [] : [`when ${when}, it ends with ${ended} after ${called} calls`];
  }),
);

/** What a child may be started with: every input that any child hands on. */
const childData = {
  ...parentData,
  environment: "staging",
  scope: "everything",
  proof: "gone",
  looks: { count: 0 },
};

/** How a child must end when its task answers these, the last one again and again; undefined: the task fails. */
const childCourses: readonly {
  readonly when: string;
  readonly answers: readonly (string | undefined)[];
  /** How often it calls its task; null if that is its counter's affair. */
  readonly calls: number | null;
  readonly ends: "Succeed" | "Fail";
}[] = [
  { when: "its task is done at once", answers: ["done"], calls: 1, ends: "Succeed" },
  { when: "its task waits twice", answers: ["waiting", "waiting", "done"], calls: 3, ends: "Succeed" },
  { when: "its task waits for ever", answers: ["waiting"], calls: null, ends: "Fail" },
  { when: "its task answers failed", answers: ["waiting", "failed"], calls: 2, ends: "Fail" },
  { when: "its task answers unknown", answers: ["waiting", "unknown"], calls: 2, ends: "Fail" },
  { when: "its task fails", answers: ["waiting", undefined], calls: 2, ends: "Fail" },
];
