import {
  type AttemptedRollback,
  nextRollbackMove,
  type RollbackMove,
  type Undoing,
} from "../../lib/domain/rollback/next-rollback-move.ts";
import {
  changeSetStatuses,
  executionStatuses,
  type ObservedChangeSet,
} from "../../lib/domain/step/change-set.ts";
import { type AttemptedProvision, type Move, nextMove } from "../../lib/domain/step/next-move.ts";
import { type AttemptedRemoval, nextRemoval, type RemovalMove } from "../../lib/domain/step/next-removal.ts";
import type { ObservedStack } from "../../lib/domain/step/stack.ts";
import { stackStatuses, standingOf } from "../../lib/domain/step/stack-status.ts";
import type { GeneratedDocument } from "./generated-document.ts";
import { table } from "./table.ts";

const wanted = "a".repeat(64);
const other = "b".repeat(64);
const statuses: readonly (string | null)[] = [null, ...Object.keys(stackStatuses), "(any other)"];

const observed = (status: string | null, about: Partial<ObservedStack>): ObservedStack => ({
  status,
  stackId: status === null ? null : "stack",
  tokens: ["theirs"],
  deployedDigest: other,
  changeSet: null,
  reason: "",
  ...about,
});

/** Every way a change set can be seen. */
const changeSets: readonly (readonly [string, ObservedChangeSet | null])[] = [
  ["(none)", null],
  ...[...Object.keys(changeSetStatuses), "(any other)"].flatMap((status) =>
    (status === "CREATE_COMPLETE" ? [...Object.keys(executionStatuses), "(any other)"] : [""]).map(
      (executionStatus): [string, ObservedChangeSet] => [
        [status, executionStatus].filter(Boolean).join(", "),
        { status, executionStatus, reason: "", changes: [] },
      ],
    ),
  ),
  [
    "FAILED: no changes",
    {
      status: "FAILED",
      executionStatus: "UNAVAILABLE",
      reason: "The submitted information didn't contain changes.",
      changes: [],
    },
  ],
];

const words = (move: Move | RollbackMove | RemovalMove): string =>
  "result" in move ? `finish: ${move.result}` : "by" in move ? `${move.do} by ${move.by}` : move.do;

const named = (status: string | null): string => `${status ?? "(no stack)"} · ${standingOf(status)}`;

function forward(): string {
  const created: AttemptedProvision = { operation: "create", token: "ours" };
  const updated: AttemptedProvision = {
    operation: "update",
    token: "ours",
    changeSet: "x",
    fromDigest: other,
  };
  const about =
    (kept: boolean, digest: string, token: string, attempted: AttemptedProvision | null) =>
    (status: string | null) =>
      words(
        nextMove(
          observed(status, { tokens: [token], deployedDigest: digest }),
          { digest: wanted, kept },
          attempted,
        ),
      );
  const cells: Record<string, (status: string | null) => string> = {
    "deployed as wanted": about(false, wanted, "theirs", null),
    "deployed differently": about(false, other, "theirs", null),
    "differently, part kept": about(true, other, "theirs", null),
    "ours: created, as wanted": about(false, wanted, "ours", created),
    "ours: updated, as wanted": about(false, wanted, "ours", updated),
    "ours, and different": about(false, other, "ours", updated),
  };
  return table(
    "Wish: create or update",
    "stack status · what it means",
    Object.keys(cells),
    statuses.map((status) => [named(status), ...Object.values(cells).map((cell) => cell(status))]),
  );
}

function removal(): string {
  const announced = { stackId: "stack", deployedDigest: wanted };
  const about =
    (attempted: AttemptedRemoval | null, token: string, deployedDigest = wanted) =>
    (status: string | null) =>
      words(nextRemoval(observed(status, { tokens: [token], deployedDigest }), announced, attempted));
  const cells: Record<string, (status: string | null) => string> = {
    "as it was when the run opened": about(null, "theirs"),
    "deployed differently": about(null, "theirs", other),
    "intent was: remove, not seen yet": about({ token: "ours", attempt: 1 }, "theirs"),
    "ours: first deletion": about({ token: "ours", attempt: 1 }, "ours"),
    "ours: third deletion": about({ token: "ours", attempt: 3 }, "ours"),
  };
  return table(
    "Wish: remove a stack that the change no longer has",
    "stack status · what it means",
    Object.keys(cells),
    statuses.map((status) => [named(status), ...Object.values(cells).map((cell) => cell(status))]),
  );
}

function forwardChangeSets(): string {
  const prepared: AttemptedProvision = {
    operation: "prepare",
    token: "p",
    changeSet: "x",
    fromDigest: other,
  };
  const updating: AttemptedProvision = { operation: "update", token: "u", changeSet: "x", fromDigest: other };
  const cell = (changeSet: ObservedChangeSet | null, attempted: AttemptedProvision) =>
    words(nextMove(observed("CREATE_COMPLETE", { changeSet }), { digest: wanted, kept: false }, attempted));
  return table(
    "Wish: update, by the change set of this run, on a stack that has not changed",
    "change set",
    ["intent was: prepare", "intent was: update, not seen yet"],
    changeSets.map(([name, changeSet]) => [name, cell(changeSet, prepared), cell(changeSet, updating)]),
  );
}

function backward(): string {
  const still = { mayStillCome: false, isInTime: true } as const;
  const gone: Undoing = { ...still, to: "absent", owners: ["ours"], released: null };
  const kept: Undoing = { ...still, to: "kept", owners: ["ours"], reason: "" };
  const back: Undoing = { ...still, to: "baseline", owners: ["ours"], digest: wanted, recreates: false };
  const again: Undoing = { ...back, recreates: true };
  const did = (operation: AttemptedRollback["operation"], attempt = 1): AttemptedRollback => ({
    operation,
    token: "back",
    attempt,
  });
  const about =
    (
      undoing: Undoing,
      tokens: readonly string[],
      attempted: AttemptedRollback | null = null,
      deployedDigest = other,
    ) =>
    (status: string | null) =>
      words(nextRollbackMove(observed(status, { tokens, deployedDigest }), undoing, attempted));
  const cells: Record<string, (status: string | null) => string> = {
    "delete: ours": about(gone, ["ours"]),
    "delete: not ours": about(gone, ["theirs"]),
    "delete: ours, overdue": about({ ...gone, isInTime: false }, ["ours"]),
    "delete: would leave something": about({ ...gone, released: wanted }, ["ours"]),
    "delete: leaves nothing any more": about(
      { ...gone, released: wanted },
      ["back", "ours"],
      did("release"),
      wanted,
    ),
    "delete: may still come": about({ ...gone, mayStillCome: true }, ["ours"]),
    "delete: ours failed just now": about({ ...gone, rests: true }, ["back", "ours"], did("delete")),
    "delete: our fourth deletion": about(gone, ["back", "ours"], did("delete", 4)),
    "keep: ours": about(kept, ["ours"]),
    "restore: as before": about(back, ["ours"], null, wanted),
    "restore: different, ours": about(back, ["ours"]),
    "restore: different, not ours": about(back, ["theirs"]),
    "restore: our restoration": about(back, ["back", "ours"], did("restore")),
    "restore: our continued rollback": about(back, ["back", "ours"], did("continue-rollback")),
    "removed by this run: not gone": about(again, ["ours"], null, wanted),
    "removed by this run: made again": about(again, ["back"], did("recreate"), wanted),
  };
  return table(
    "Wish: delete, keep or restore",
    "stack status · what it means",
    Object.keys(cells),
    statuses.map((status) => [named(status), ...Object.values(cells).map((cell) => cell(status))]),
  );
}

function backwardChangeSets(): string {
  const undoing: Undoing = {
    to: "baseline",
    owners: ["ours"],
    digest: wanted,
    recreates: false,
    mayStillCome: false,
    isInTime: true,
  };
  const cell = (
    changeSet: ObservedChangeSet | null,
    tokens: readonly string[],
    operation?: AttemptedRollback["operation"],
  ) =>
    words(
      nextRollbackMove(
        observed("UPDATE_COMPLETE", { changeSet, tokens }),
        undoing,
        operation === undefined ? null : { operation, token: "back", attempt: 1, changeSet: "y" },
      ),
    );
  return table(
    "Wish: restore, and the change sets of this run, on a stack that differs from before",
    "change set",
    [
      "the run's own, executed",
      "the run's own, not executed",
      "intent was: prepare",
      "intent was: restore, not seen yet",
    ],
    changeSets.map(([name, changeSet]) => [
      name,
      cell(changeSet, ["ours"]),
      cell(changeSet, ["theirs"]),
      cell(changeSet, ["ours"], "prepare"),
      cell(changeSet, ["ours"], "restore"),
    ]),
  );
}

const text = (): string =>
  [
    "# The next move for every status",
    "",
    "`npm run docs` makes this page by calling the functions that decide, in `lib/domain/step/next-move.ts`,",
    "`lib/domain/step/next-removal.ts` and `lib/domain/rollback/next-rollback-move.ts`. A column says what was observed. `ours` is a stack whose last operation has",
    "the ClientRequestToken of this run's last intent. `fail` rolls back; in a rollback, it leaves the step unproved. `stop`",
    "is quarantine: the code never guesses.",
    "",
    forward(),
    forwardChangeSets(),
    removal(),
    backward(),
    backwardChangeSets(),
  ].join("\n");

/** docs/moves.md, made by calling the functions that decide. */
export const moves: GeneratedDocument = { path: "docs/moves.md", text };
