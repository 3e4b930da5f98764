import { canonicalJson, type Json, sha256 } from "../../../../lib/domain/canonical.ts";
import { ownChain } from "../../../../lib/domain/records/checkpoint.ts";
import {
  archivePayload,
  type ExecutionHistory,
  type HistoryArchive,
} from "../../../../lib/domain/records/history.ts";
import { recovered } from "../../../fakes/facts.ts";
import { Signing } from "../../../fakes/signing.ts";
import { foundBy, saying } from "../findings.ts";
import { entriesOf } from "../sample-bundle.ts";
import { but, digest, hand, opened, runId, type SampleEntry, second, validated } from "../sample-run.ts";

const definition = canonicalJson({
  States: {
    Open: { Parameters: { FunctionName: "interlock-open-run:live", Payload: {} } },
    Validate: {
      Parameters: {
        FunctionName: "interlock-validate-environment:live",
        Payload: { environment: "staging" },
      },
    },
  },
});
const invoked = (state: string, from: number, until: number): ExecutionHistory["events"] => [
  { type: "TaskStateEntered", timestamp: second(from), stateEnteredEventDetails: { name: state } },
  { type: "TaskScheduled", timestamp: second(from) },
  {
    type: "TaskSucceeded",
    timestamp: second(until),
    taskSucceededEventDetails: { output: '{"Payload":{}}' },
  },
];
const historyOf = (execution: string, more: Partial<ExecutionHistory> = {}): string =>
  canonicalJson({ execution, status: "SUCCEEDED", definition, events: [], ...more } as unknown as Json);

const story: readonly SampleEntry[] = [opened(), validated("staging"), recovered()];
const histories = [
  historyOf("arn:execution:1", { events: [...invoked("Open", 0, 1), ...invoked("Validate", 1, 2)] }),
  historyOf("arn:execution:2"),
];
const named = (texts: readonly string[], ...executions: readonly string[]) =>
  texts.map((text, index) => ({
    execution: executions[index] ?? `arn:execution:${index + 1}`,
    digest: sha256(text),
  }));
const archiveOf = (more: Partial<HistoryArchive> = {}, by = hand) =>
  by.envelope(
    archivePayload({
      runId,
      count: 3,
      head: sha256(entriesOf(story).at(-1) ?? ""),
      executions: named(histories),
      ...more,
    }),
  );
const withoutKey = (lines: readonly string[]) => lines.filter((line) => !line.startsWith('{"publicKey"'));

describe("the archive of a run's histories", () => {
  test("names every execution of the run, and stands behind its last entry", () => {
    expect(foundBy("history", story, { archive: archiveOf(), histories })).toEqual([]);
  });

  test("need not be there, but then there are no histories either", () => {
    expect(foundBy("history", story)).toEqual([]);
    expect(foundBy("history", story, { histories })).toEqual([
      saying("history", null, "there are histories, and no archive that names them"),
    ]);
  });

  test.each<[string, ReturnType<typeof archiveOf>, string]>([
    [
      "is of another run",
      archiveOf({ runId: "other-1" }),
      `the archive is of the run "other-1", not ${runId}`,
    ],
    ["stands behind fewer entries", archiveOf({ count: 2 }), "the archive stands behind 2 entries"],
    [
      "stands behind another head",
      archiveOf({ head: digest("0") }),
      `the archive stands behind 3 entries and ${digest("0")}; the run has 3`,
    ],
    [
      "is signed by somebody else",
      archiveOf({}, new Signing()),
      "the archive of histories: the receipt names the key",
    ],
  ])("is found when it %s", (_what, archive, says) => {
    expect(foundBy("history", story, { archive, histories })).toEqual([saying("history", null, says)]);
  });

  test("is found when one of its histories is not there", () => {
    expect(foundBy("history", story, { archive: archiveOf(), histories: histories.slice(0, 1) })).toEqual([
      saying("history", null, "the archive names the histories"),
    ]);
  });

  test("is found when a history is there that it does not name", () => {
    const more = [...histories, historyOf("arn:execution:3")];
    expect(foundBy("history", story, { archive: archiveOf(), histories: more })).toEqual([
      saying("history", null, "the archive names the histories"),
      saying("history", null, "is of arn:execution:3; the archive names nothing"),
    ]);
  });

  test("is found when it leaves out an execution that the entries name", () => {
    const [first = ""] = histories;
    const archive = archiveOf({ executions: named([first]) });
    expect(foundBy("history", story, { archive, histories: [first] })).toEqual([
      saying("history", null, "the execution arn:execution:2 has no archived history"),
    ]);
    const [, second_ = ""] = histories;
    const other = archiveOf({ executions: named([second_], "arn:execution:2") });
    expect(foundBy("history", story, { archive: other, histories: [second_] })).toEqual([
      saying("history", null, "the execution arn:execution:1 has no archived history"),
    ]);
  });

  test("is found when a history is of another execution than it says", () => {
    const swapped = [histories[0] ?? "", historyOf("arn:execution:9")];
    expect(
      foundBy("history", story, { archive: archiveOf({ executions: named(swapped) }), histories: swapped }),
    ).toEqual([saying("history", null, "is of arn:execution:9; the archive names arn:execution:2")]);
  });

  test("is found when a history does not parse, or still has a token with which somebody could answer", () => {
    const odd = [
      historyOf("arn:execution:1", { events: [{ taskToken: "AAAA" }] }),
      '{"execution":"arn:execution:2"}',
    ];
    expect(
      foundBy("history", story, { archive: archiveOf({ executions: named(odd) }), histories: odd }),
    ).toEqual([
      saying("history", null, "the history of arn:execution:1 still has a task token in it"),
      saying("history", null, `the history ${sha256(odd[1] ?? "")} does not parse: status:`),
    ]);
  });

  test("cannot be read without a key, which another rule misses", () => {
    expect(foundBy("history", story, { archive: archiveOf({ count: 9 }), lines: withoutKey })).toEqual([]);
  });
});

describe("histories and entries", () => {
  const told = (texts: readonly string[], entries = story) =>
    foundBy("reconciled", entries, { histories: texts });

  test("tell the same", () => {
    expect(told(histories)).toEqual([]);
  });

  test("are not compared when there is no history, or one does not parse", () => {
    expect(told([])).toEqual([]);
    expect(told(["{}", ...histories.slice(1)])).toEqual([]);
  });

  test("are found when no action explains an entry", () => {
    const [first = ""] = [historyOf("arn:execution:1", { events: invoked("Open", 0, 1) })];
    expect(told([first])).toEqual([saying("reconciled", 2, "entry 2 by validate-environment at")]);
  });

  test("are found when an action left no entry, in whichever execution", () => {
    const validatedAgain = historyOf("arn:execution:2", { events: invoked("Validate", 60, 61) });
    expect(told([histories[0] ?? "", validatedAgain])).toEqual([
      saying(
        "reconciled",
        null,
        '"Validate" at 2026-11-24T10:01:00.000Z (validate-environment) left no entry that says so',
      ),
    ]);
  });

  test("are found when a definition cannot be read", () => {
    expect(told([historyOf("arn:execution:1", { definition: "none" })])).toEqual([
      saying("reconciled", null, "the history of arn:execution:1: it cannot be read"),
    ]);
  });
});

describe("an archive that the control plane entered", () => {
  const own = { runId: ownChain };
  const entered = (more: Partial<HistoryArchive> = {}, detail: object = {}, by = hand): SampleEntry =>
    but(
      {
        action: "archive-history",
        kind: "outcome",
        subject: runId,
        detail: { runId, executions: 2, envelope: archiveOf(more, by), ...detail },
      },
      own,
    );

  test("is of the run and the histories that its entry names", () => {
    expect(foundBy("history", [entered()], own)).toEqual([]);
  });

  test.each<[string, SampleEntry, string]>([
    [
      "is of another run",
      entered({ runId: "other-1" }),
      `the archive is of other-1, entered as ${runId} about ${runId}`,
    ],
    [
      "is entered about another run",
      but(entered(), { subject: "other-1" }),
      `the archive is of ${runId}, entered as ${runId} about other-1`,
    ],
    [
      "has fewer histories",
      entered({ executions: named(histories.slice(1)) }),
      "the archive has 1 histories, entered as 2",
    ],
    [
      "is signed by somebody else",
      entered({}, {}, new Signing()),
      `the archive of ${runId}: the receipt names the key`,
    ],
  ])("is found when it %s", (_what, told, says) => {
    expect(foundBy("history", [told], own)).toEqual([saying("history", 1, says)]);
  });

  test("cannot be read without a key, which another rule misses", () => {
    expect(foundBy("history", [entered({ runId: "other-1" })], { ...own, lines: withoutKey })).toEqual([]);
  });
});
