import { begin, failing, rejectAt, stackOf, take } from "../../simulator/runs.ts";
import { altered, closed, quarantined, type Situation, stopped, waiting } from "./situations.ts";

/** A question of an operator, and the first command that they type. */
export type Task = {
  readonly question: string;
  /** Arguments of `interlock`; `open` is followed by a look at the page that it links to. */
  readonly typed: string;
  readonly situation: Situation;
};

const hourMs = 3_600_000;

/** A run that is in the middle of a step of staging. */
const atWork: Situation = async (world) => {
  await take(world);
  const { runId } = await begin(world, {
    commit: 2,
    twists: [{ environment: "staging", part: "database", version: 2, seconds: 1_200 }],
  });
  const stack = stackOf(world, "staging", "database");
  await world.time.passUntil(() => stack?.status === "UPDATE_IN_PROGRESS", world.time.nowMs() + hourMs);
  // CloudFormation tells of each resource when it begins; the simulated one only when it ends.
  stack?.events.unshift({
    LogicalResourceId: "Bucket",
    PhysicalResourceId: "bucket",
    ResourceType: "AWS::S3::Bucket",
    ResourceStatus: "UPDATE_IN_PROGRESS",
    Timestamp: new Date(world.time.nowMs()),
  });
  await world.pass(10 * 60_000);
  return [
    /● staging +3\/5 +10:\d\d +usually 0:0\d/,
    /database: update · 10:\d\d · Bucket \(AWS::S3::Bucket\) UPDATE_IN_PROGRESS/,
    `run ${runId} RUNNING`,
  ];
};

/** What an operator asks at three in the morning (the findings of those who lived through it), and how they ask. */
export const tasks: readonly Task[] = [
  {
    question:
      "Can customers reach production? Since when not, through which run, and why does it stay closed?",
    typed: "status",
    situation: closed,
  },
  {
    question: "Why did the last change end badly, and is anything left to do?",
    typed: "status",
    situation: async (world) => {
      const { runId } = await take(world, failing("production", "compute"));
      return [
        /production\/compute failed: /,
        "rolled back, proved",
        `run ${runId} ROLLED_BACK`,
        `report ${runId}`,
      ];
    },
  },
  {
    question: "For whom does the run wait, since when, until when, and did the mail leave?",
    typed: "status",
    situation: async (world) => {
      const runId = await waiting(world);
      await world.pass(hourMs);
      return [
        /plan-approval +1:00:\d\d +waits for platform-owner \(mail accepted\) · until 2026-11-27 10:00 UTC \(2 d 2\d h\)/,
        `run ${runId} RUNNING`,
      ];
    },
  },
  {
    question: "Is all work stopped? By whom, why, and how does it go on?",
    typed: "runs",
    situation: stopped,
  },
  {
    question: "What does the quarantine wait for, how do I look at it, and how do I end it?",
    typed: "quarantine show",
    situation: quarantined,
  },
  {
    question: "What is the run doing, on which resource, for how long, and how long does it usually take?",
    typed: "status",
    situation: atWork,
  },
  {
    question: "Why has my change not begun, and will it begin by itself?",
    typed: "runs",
    situation: async (world) => {
      const found = await quarantined(world);
      const { runId } = await begin(world, { commit: 2 });
      const [quarantining] = found;
      return [
        new RegExp(`1 change waits because development is in quarantine since ${String(quarantining)}`),
        `begins by itself afterwards: ${runId}`,
        new RegExp(`${runId} +WAITING`),
      ];
    },
  },
  {
    question: "Whose records disagree, and at which entry?",
    typed: "runs",
    situation: altered,
  },
  {
    question: "What stands in production, since when, and is anything behind it?",
    typed: "open",
    situation: async (world) => {
      await take(world);
      rejectAt(world, "change-record");
      await take(world, { commit: 2, version: 2 });
      return [
        /production feat: commit 1 [0-9a-f]{12} 2026-11-24 10:04 UTC behind staging by 1 run/,
        /staging feat: commit 2 [0-9a-f]{12} 2026-11-24 10:06 UTC well/,
      ];
    },
  },
  {
    question: "What became of a commit, and who rejected it for which reason?",
    typed: "runs feat: commit 1",
    situation: async (world) => {
      rejectAt(world, "production-release");
      const { runId } = await take(world);
      return [
        new RegExp(`${runId} +REJECTED`),
        "release-manager rejected production-release: I looked at it",
      ];
    },
  },
];
