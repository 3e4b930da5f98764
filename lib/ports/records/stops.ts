import type { Clock } from "../clock/port.ts";
import type { Store } from "../shared/chain/entries.ts";
import { noteIn } from "../shared/chain/notes.ts";
import type { CommitTransaction } from "../shared/chain/say.ts";
import { keys, type Write } from "../shared/records-table.ts";
import { keepCode, spendCode } from "./codes.ts";
import { leaseRecords } from "./leases.ts";
import type { StopRecords } from "./port.ts";

const peopleToResume = 2;

/** The emergency stop. It is a field of the lease, so the condition of every intent sees it in the same transaction. */
export const stopRecords = (store: Store, commit: CommitTransaction, clock: Clock): StopRecords => {
  const { tableName: TableName, application } = store;
  const { lease } = leaseRecords(store, clock);
  const onLease = (UpdateExpression: string, ConditionExpression: string, values: object): Write => ({
    Update: {
      TableName,
      Key: keys.lease(application),
      UpdateExpression,
      ConditionExpression,
      ExpressionAttributeNames: { "#stop": "stop" },
      ExpressionAttributeValues: { ...values },
    },
  });
  const press: StopRecords["stop"] = async (by, reason) => {
    const { runId, executionArn, epoch, previousSeal } = await lease();
    const stop = { by, reason, agreed: [] };
    // No run may have taken the lease yet. A run that gives it back keeps its epoch. So both fields identify the holder.
    const written = await noteIn(
      store,
      commit,
      clock,
      { actor: "stop-work", about: "stop", subject: runId ?? "control-plane", detail: { by, reason } },
      onLease(
        "SET stoppedAt = :at, #stop = :stop, runId = :run, executionArn = :execution, epoch = :epoch, previousSeal = :seal",
        "attribute_not_exists(stoppedAt) AND (attribute_not_exists(pk) OR (runId = :run AND epoch = :epoch))",
        {
          ":at": clock.nowMs(),
          ":stop": stop,
          ":run": runId,
          ":execution": executionArn,
          ":epoch": epoch,
          ":seal": previousSeal,
        },
      ),
    );
    if (written) return "stopped";
    // The lease has moved in between, or another operator pressed the stop first.
    return (await lease()).stopped === null ? press(by, reason) : "already";
  };
  return {
    stop: press,
    keepResumeCode: (person, codeDigest, expiresAtMs) =>
      keepCode(TableName, keys.resumeCode(application, person), codeDigest, expiresAtMs),
    async resume(person, codeDigest, nowMs, envelope) {
      const { stopped, runId } = await lease();
      if (stopped === null) return "not-stopped";
      const agreed = [...new Set([...stopped.agreed, person])];
      const goesOn = agreed.length >= peopleToResume;
      const written = await noteIn(
        store,
        commit,
        clock,
        {
          actor: person,
          about: goesOn ? "resume" : "agree-to-resume",
          subject: runId ?? "control-plane",
          detail: { agreed, stoppedAtMs: stopped.atMs, codeDigest },
          envelope,
        },
        spendCode(TableName, keys.resumeCode(application, person), codeDigest, nowMs),
        onLease(
          goesOn ? "REMOVE stoppedAt, #stop, recoveries" : "SET #stop.agreed = :agreed",
          "stoppedAt = :at AND size(#stop.agreed) = :before",
          {
            ":at": stopped.atMs,
            ":before": stopped.agreed.length,
            ...(goesOn ? {} : { ":agreed": agreed }),
          },
        ),
      );
      if (!written) return "wrong-code";
      return goesOn ? "resumed" : "agreed";
    },
  };
};
