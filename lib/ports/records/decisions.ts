import { entryConflict } from "../../domain/errors.ts";
import { decided, isLate } from "../../domain/gate/decided.ts";
import type { GateItem, Invitation } from "../../domain/gate/gate-item.ts";
import type { Fact } from "../../domain/records/facts.ts";
import type { Lease } from "../../domain/run/lease.ts";
import type { Clock } from "../clock/port.ts";
import type { Store } from "../shared/chain/entries.ts";
import { type CommitTransaction, say } from "../shared/chain/say.ts";
import { itemsIn, keys, transact, type Write } from "../shared/records-table.ts";
import { isOfEpoch } from "./leases.ts";
import type { DecisionRecords, Records } from "./port.ts";

/** What a decision is conditional on: the gate, its link, and the lease. */
type Looked = readonly [gate: GateItem | null, link: Invitation | null, held: Pick<Lease, "runId" | "epoch">];

/** Decisions by people and by the clock, and the outbox of answers that are not delivered yet. */
export const decisionRecords = (
  store: Store,
  commit: CommitTransaction,
  clock: Clock,
  { gate, invitation, lease }: Pick<Records, "gate" | "invitation" | "lease">,
): DecisionRecords => {
  const TableName = store.tableName;
  const saying = { store, commit, clock };
  const outbox = (item: GateItem): Write => ({
    Put: { TableName, Item: { ...keys.outbox(item.runId, item.gate), runId: item.runId, gate: item.gate } },
  });
  /** Writes the new gate if the gate is still open and unchanged. */
  const settle = (seen: GateItem, becomes: GateItem, nowMs: number, inTime: boolean): Write => ({
    Update: {
      TableName,
      Key: keys.gate(seen.runId, seen.gate),
      UpdateExpression:
        "SET gate.#state = :becomes, gate.approvedBy = :approvers, gate.expiresAtMs = :expires",
      ConditionExpression: `gate.#state = :open AND gate.dossierDigest = :dossier AND gate.expiresAtMs ${inTime ? ">" : "<="} :now AND size(gate.approvedBy) = :voices`,
      ExpressionAttributeNames: { "#state": "state" },
      ExpressionAttributeValues: {
        ":becomes": becomes.state,
        ":approvers": becomes.approvedBy,
        ":expires": becomes.expiresAtMs,
        ":open": "open",
        ":dossier": seen.dossierDigest,
        ":now": nowMs,
        ":voices": seen.approvedBy.length,
      },
    },
  });

  return {
    async decide(decision, before, head) {
      const { invitation: link, atMs } = decision;
      const { runId, gate: name, approver, idDigest } = link;
      const lookAgain = (): Promise<Looked> =>
        Promise.all([gate(runId, name), invitation(idDigest), lease()]);
      // The caller has just read the gate. The transaction itself checks that the lease still has the gate's epoch.
      let looked: Looked | null = [before, link, before];
      const said = await say(saying, { runId, actor: approver, head: head ?? null }, async () => {
        const [seen, kept, held] = looked ?? (await lookAgain());
        looked = null;
        if (seen === null)
          throw entryConflict(`the gate ${name} of ${runId} is not there: its invitation is`);
        if (kept === null || isLate(seen, kept, held, atMs)) return null;
        const { gate: becomes, fact } = decided(seen, decision);
        const use: Write = {
          Update: {
            TableName,
            Key: keys.invitation(idDigest),
            UpdateExpression: "SET invitation.#state = :used",
            ConditionExpression: "invitation.#state = :open AND invitation.dossierDigest = :dossier",
            ExpressionAttributeNames: { "#state": "state" },
            ExpressionAttributeValues: { ":used": "used", ":open": "open", ":dossier": seen.dossierDigest },
          },
        };
        const writes = [
          use,
          settle(seen, becomes, atMs, true),
          isOfEpoch(store, seen),
          ...(becomes.state === "open" ? [] : [outbox(becomes)]),
        ];
        return { becomes, facts: [fact], writes };
      });
      if (said !== null) return { outcome: "decided", gate: said.becomes };
      const seen = await gate(runId, name);
      if (seen === null) throw entryConflict(`the gate ${name} of ${runId} is gone: compare both copies`);
      return { outcome: "late", gate: seen };
    },
    async expire({ runId, gate: name }, atMs, reason) {
      const expired: Fact = {
        action: "expire-gate",
        kind: "observation",
        subject: name,
        detail: { gate: name, expiredAtMs: atMs, ...(reason === undefined ? {} : { reason }) },
      };
      const said = await say(saying, { runId, actor: "clock" }, async () => {
        const seen = await gate(runId, name);
        if (seen?.state !== "open") return null;
        const becomes = { ...seen, state: "expired", expiresAtMs: Math.min(seen.expiresAtMs, atMs) } as const;
        const writes = [settle(seen, becomes, Math.max(atMs, seen.expiresAtMs), false), outbox(becomes)];
        return { facts: [expired], writes };
      });
      return said !== null;
    },
    async unanswered() {
      const gates: (GateItem | null)[] = [];
      for await (const item of itemsIn(TableName, keys.outbox("", "").pk))
        gates.push(await gate(String(item["runId"]), item["gate"] as GateItem["gate"]));
      return gates.filter((item) => item !== null);
    },
    async rearm({ runId, gate: name }, sealedToken) {
      for (;;) {
        const seen = await gate(runId, name);
        if (seen === null) throw entryConflict(`the gate ${name} of ${runId} is gone: compare both copies`);
        const becomes: GateItem = { ...seen, sealedToken, answered: false };
        const update: Write = {
          Update: {
            TableName,
            Key: keys.gate(runId, name),
            UpdateExpression: "SET gate.sealedToken = :sealed, gate.answered = :no",
            ConditionExpression: "gate.#state = :state",
            ExpressionAttributeNames: { "#state": "state" },
            ExpressionAttributeValues: { ":sealed": sealedToken, ":no": false, ":state": seen.state },
          },
        };
        const writes = seen.state === "open" ? [update] : [update, outbox(becomes)];
        if ((await transact(writes)) === null) return becomes;
      }
    },
    async markAnswered({ runId, gate: name, sealedToken }) {
      await transact([
        {
          Update: {
            TableName,
            Key: keys.gate(runId, name),
            UpdateExpression: "SET gate.answered = :yes",
            ConditionExpression: "gate.sealedToken = :sealed",
            ExpressionAttributeValues: { ":yes": true, ":sealed": sealedToken },
          },
        },
        { Delete: { TableName, Key: keys.outbox(runId, name) } },
      ]);
    },
  };
};
