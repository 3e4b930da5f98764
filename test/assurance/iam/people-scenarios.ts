import type { TaskInput } from "../../../lib/tasks/tasks.ts";
import { migration } from "../../domain/freeze/sample-window.ts";
import { commitOf, pushEvent } from "../../fixtures/push-events.ts";
import { watchedRepository } from "../../fixtures/repository-settings.ts";
import { controlPlaneAccount } from "../../simulator/accounts/environment-accounts.ts";
import { approverOf, linksIn, post, show } from "../../simulator/browser.ts";
import { whenEntering } from "../../simulator/execution-hooks.ts";
import { faultOf } from "../../simulator/faults.ts";
import {
  application,
  begin,
  changeByHand,
  failing,
  finish,
  nobodyAnswers,
  resourceIds,
  sweep,
  take,
} from "../../simulator/runs.ts";
import type { World } from "../../simulator/world.ts";
import { inMemoryRegion } from "./names.ts";
import { dayMs, minuteMs, type Scenario, updated } from "./scenario.ts";

const repository = watchedRepository("interlock-reference");

const codeOf = ({ people }: World, person: string) =>
  people.mails
    .findLast(({ topicArn, text }) => approverOf(topicArn) === person && text.includes("--code"))
    ?.text.match(/--code (\S+)/)?.[1] ?? "";

async function resumed(world: World): Promise<void> {
  for (const person of ["platform-owner", "staging-approver"]) {
    await world.call("resume-work", { person });
    await world.call("resume-work", { person, code: codeOf(world, person) });
  }
}

/** Stories of people: at gates, as operators, at the door. */
export const peopleScenarios: readonly Scenario[] = [
  {
    name: "two people lift a freeze window for a run that it holds",
    settings: { freezeWindows: [migration()] },
    plays: async (world) => {
      const { runId } = await begin(world);
      await world.pass(60 * minuteMs);
      for (const person of ["platform-owner", "staging-approver"]) {
        const lift = { runId, window: "settings/migration", person };
        await world.call("lift-window", lift);
        await world.call("lift-window", { ...lift, code: codeOf(world, person) });
      }
      await finish(world);
    },
  },
  {
    name: "an operator looks at the page of all runs",
    plays: async (world) => {
      const { runId } = await take(world);
      const { url } = await world.call("admit-operator", {});
      const entered = await world.does(() => world.fetch(url));
      const cookie = entered.headers
        .getSetCookie()
        .map((line) => line.split(";")[0])
        .join("; ");
      for (const page of ["runs", `runs/${runId}`])
        await world.does(() => world.fetch(`http://127.0.0.1/${page}`, { headers: { cookie } }));
    },
  },
  {
    name: "gates that nobody answers expire",
    plays: async (world) => {
      nobodyAnswers(world);
      await begin(world);
      for (let hour = 0; hour <= 80; hour += 8) {
        await world.pass(8 * 60 * minuteMs);
        await world.call("sweep", {});
      }
      await finish(world);
    },
  },
  {
    name: "answers and mails that get lost are delivered by the sweep",
    plays: async (world) => {
      let lost = 0;
      world.account.faultAt = ({ operation }) => {
        if (!/^(SendTaskSuccess|Publish)$/.test(operation) || lost > 3) return undefined;
        lost += 1;
        return faultOf("refused");
      };
      await begin(world);
      for (let minute = 0; minute < 30; minute += 1) {
        await world.pass(minuteMs);
        await world.call("sweep", {}).catch(() => undefined);
      }
      await finish(world);
    },
  },
  {
    name: "development is quarantined, and resolved",
    plays: async (world) => {
      world.cloudFormation.leftBehind.add(`${application}-development-network Bucket`);
      const { runId } = await take(world, failing("development", "database"));
      await sweep(world);
      const [bucket = ""] = resourceIds(world, "development", "network", "Bucket");
      const resolving = {
        runId,
        environment: "development" as const,
        by: "olga",
        reason: "deleted it",
        seenGone: [] as string[],
      };
      await world.call("resolve-quarantine", resolving);
      world.cloudFormation.resources.delete(bucket);
      await world.call("resolve-quarantine", resolving);
    },
  },
  {
    name: "production and staging are quarantined",
    plays: async (world) => {
      for (const environment of ["staging", "production"] as const) {
        world.cloudFormation.leftBehind.add(`${application}-${environment}-compute Bucket`);
        const { runId } = await take(world, {
          attempt: environment.length,
          ...failing(environment, "compute"),
        });
        await world
          .call("resolve-quarantine", { runId, environment, by: "olga", reason: "looked", seenGone: [] })
          .catch(() => undefined);
      }
    },
  },
  {
    name: "the emergency stop is pressed, a change waits, and two people resume work",
    plays: async (world) => {
      whenEntering(world, "5.2 Provision staging", () => {
        void world.functions.invoke(
          `${application}-stop-work`,
          { by: "olga", reason: "smoke" },
          "an operator",
        );
      });
      await begin(world);
      await finish(world);
      await begin(world, { commit: 2 });
      await sweep(world);
      await resumed(world);
      await sweep(world);
      await sweep(world);
    },
  },
  {
    name: "two changes at once: the second one waits, the third takes its place",
    plays: async (world) => {
      await begin(world);
      await begin(world, { commit: 2 });
      await begin(world, { commit: 3 });
      await finish(world);
      await sweep(world);
    },
  },
  {
    name: "somebody types the wrong challenge, and then the right one",
    plays: async (world) => {
      nobodyAnswers(world);
      await begin(world);
      await world.time.passUntil(() => linksIn(world).length > 0, world.time.nowMs() + dayMs);
      const link = linksIn(world).at(-1)?.link ?? "";
      const shown = await show(world, link);
      const wrong = await post(world, link, shown, "approve", { challenge: "wrong" });
      await show(world, link, wrong.cookies);
      await post(world, link, wrong, "reject");
      await finish(world);
    },
  },
  {
    name: "what was approved has changed meanwhile: the decision is void",
    plays: async (world) => {
      await take(world);
      world.people.says = (gate) => {
        if (gate === "change-record") changeByHand(world, "production", "database");
        return { decision: "approve", afterMs: 2 * minuteMs };
      };
      await take(world, updated(2));
    },
  },
  {
    name: "the mail of a run's end gets lost, and the sweep sends it",
    plays: async (world) => {
      world.account.faultAt = ({ operation }) => (operation === "PutEvents" ? faultOf("refused") : undefined);
      const { runId } = await take(world);
      // The settings name no forge, so it reads the records and shows nothing.
      await world.call("show-outcome", { detail: { run: runId } });
      world.account.faultAt = () => undefined;
      await sweep(world);
      await world.pass(dayMs);
      await sweep(world);
    },
  },
  {
    name: "a commit is adopted by the Platform Owner",
    plays: async (world) => {
      const about = { repository: "github.com/acme/shop", commit: "a".repeat(40) };
      await world.call("adopt-commit", about);
      await world.call("adopt-commit", { ...about, code: codeOf(world, "platform-owner") });
    },
  },
  {
    name: "the repository is pushed to, and somebody forces its branch back",
    settings: { repository },
    plays: async (world) => {
      const pushed = (id: string, commitId: string, event = "referenceUpdated") =>
        pushEvent(
          {
            event,
            repositoryName: repository.name,
            referenceType: "branch",
            referenceName: repository.branch,
            ...(event === "referenceDeleted" ? {} : { commitId }),
            oldCommitId: commitOf("before"),
          },
          {
            id,
            account: controlPlaneAccount,
            region: inMemoryRegion,
            resources: [`arn:aws:codecommit:${inMemoryRegion}:${controlPlaneAccount}:${repository.name}`],
          },
        ) as TaskInput<"receive-push">;
      await world.call("receive-push", pushed("event-1", commitOf("pushed")));
      await world.call("receive-push", pushed("event-1", commitOf("pushed")));
      await world.call("receive-push", pushed("event-2", commitOf("gone"), "referenceDeleted"));
      world.heads.set(`${repository.name} main`, commitOf("lost"));
      await world.call("seek-push", {});
    },
  },
];
