import { BatchWriteCommand, GetCommand, QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { entryConflict, leaseLost } from "../../domain/errors.ts";
import type { KeptEntry } from "../../domain/records/entry.ts";
import type { Fact } from "../../domain/records/facts.ts";
import type { Clock, GateItem, Invitation, Records, RunRecords } from "../../ports.ts";
import { appendWrites, readRun, type Store } from "./entries.ts";
import { holdsLease } from "./leases.ts";
import { documents, keys, type Write } from "./table.ts";

type Commit = (
  next: { readonly writes: readonly Write[]; readonly run: RunRecords; readonly kept: readonly KeptEntry[] },
  ...more: readonly Write[]
) => Promise<readonly number[] | null>;

const settleAttempts = 5;

/** Gates, invitations, decisions, and the outbox of answers that were not delivered yet. */
export const gateRecords = (
  store: Store,
  commit: Commit,
  clock: Clock,
): Pick<
  Records,
  "openGate" | "invite" | "gate" | "invitation" | "decide" | "expire" | "unanswered" | "markAnswered"
> => {
  const TableName = store.tableName;
  const get = async (key: { pk: string; sk: string }) =>
    (await documents.send(new GetCommand({ TableName, Key: key, ConsistentRead: true }))).Item;
  const gate: Records["gate"] = async (runId, name) => {
    const item = await get(keys.gate(runId, name));
    return item === undefined ? null : (item["gate"] as GateItem);
  };
  const putInvitation = (invitation: Invitation): Write => ({
    Put: { TableName, Item: { ...keys.invitation(invitation.idDigest), invitation } },
  });
  const outbox = (item: GateItem): Write => ({
    Put: { TableName, Item: { ...keys.outbox(item.runId, item.gate), runId: item.runId, gate: item.gate } },
  });
  /** The gate as it becomes, if it is still open as it was seen. */
  const settle = (seen: GateItem, becomes: GateItem, nowMs: number, inTime: boolean): Write => ({
    Put: {
      TableName,
      Item: { ...keys.gate(seen.runId, seen.gate), gate: becomes },
      ConditionExpression: `gate.#state = :open AND gate.dossierDigest = :dossier AND gate.expiresAtMs ${inTime ? ">" : "<="} :now AND size(gate.approvedBy) = :voices`,
      ExpressionAttributeNames: { "#state": "state" },
      ExpressionAttributeValues: {
        ":open": "open",
        ":dossier": seen.dossierDigest,
        ":now": nowMs,
        ":voices": seen.approvedBy.length,
      },
    },
  });

  /** Appends what a person or the clock said, which needs no lease: the lease's holder is waiting for it. */
  const say = async (
    runId: string,
    actor: string,
    fact: Fact,
    writes: readonly Write[],
  ): Promise<boolean> => {
    for (let attempt = 1; attempt <= settleAttempts; attempt += 1) {
      const run = await readRun(store, runId);
      const next = appendWrites(store, run, { actor, atMs: clock.nowMs() }, [fact]);
      const failed = await commit(next, ...writes);
      if (failed === null) return true;
      if (failed.some((index) => index >= next.writes.length)) return false;
    }
    throw entryConflict(`${runId} was written to ${settleAttempts} times meanwhile: try again`);
  };

  return {
    gate,
    async openGate(run, work, item, invitations) {
      const { runId, gate: name, dossierDigest, approvers, quorum, expiresAtMs } = item;
      const opened: Fact = {
        action: "open-gate",
        kind: "outcome",
        subject: name,
        detail: { gate: name, dossierDigest, approvers: [...approvers], quorum, expiresAtMs },
      };
      const next = appendWrites(store, run, { actor: work.actor, atMs: clock.nowMs() }, [opened]);
      const failed = await commit(
        next,
        holdsLease(store, work),
        {
          Put: {
            TableName,
            Item: { ...keys.gate(runId, name), gate: item },
            ConditionExpression: "attribute_not_exists(pk)",
          },
        },
        ...invitations.map(putInvitation),
      );
      if (failed === null) return next.run;
      if (failed.includes(next.writes.length))
        throw leaseLost(`${runId} is no longer worked on in epoch ${work.epoch}: another execution has it`);
      throw entryConflict(`the gate ${name} of ${runId} was opened by somebody else first: read it again`);
    },
    async invite(invitations) {
      const requests = invitations.map((invitation) => ({
        PutRequest: { Item: { ...keys.invitation(invitation.idDigest), invitation } },
      }));
      await documents.send(new BatchWriteCommand({ RequestItems: { [TableName]: requests } }));
    },
    async invitation(idDigest) {
      const item = await get(keys.invitation(idDigest));
      return item === undefined ? null : (item["invitation"] as Invitation);
    },
    async decide({ invitation, decision, reason, atMs }) {
      const { runId, gate: name, approver, idDigest, dossierDigest } = invitation;
      const seen = await gate(runId, name);
      if (seen === null) throw entryConflict(`the gate ${name} of ${runId} is not there: its invitation is`);
      if (seen.state !== "open" || seen.approvedBy.includes(approver)) return { outcome: "late", gate: seen };
      const approvedBy = decision === "approve" ? [...seen.approvedBy, approver] : seen.approvedBy;
      const state =
        decision === "reject" ? "rejected" : approvedBy.length >= seen.quorum ? "approved" : "open";
      const becomes: GateItem = { ...seen, approvedBy, state };
      const decided: Fact = {
        action: "decide-gate",
        kind: "decision",
        subject: name,
        detail: { gate: name, decision, approver, basis: "possession of the mailbox", reason, dossierDigest },
      };
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
      const done = await say(runId, approver, decided, [
        use,
        settle(seen, becomes, atMs, true),
        ...(state === "open" ? [] : [outbox(becomes)]),
      ]);
      return done
        ? { outcome: "decided", gate: becomes }
        : { outcome: "late", gate: (await gate(runId, name)) ?? seen };
    },
    async expire(item, atMs) {
      const { runId, gate: name } = item;
      const becomes: GateItem = { ...item, state: "expired", expiresAtMs: Math.min(item.expiresAtMs, atMs) };
      const expired: Fact = {
        action: "expire-gate",
        kind: "observation",
        subject: name,
        detail: { gate: name, expiredAtMs: atMs },
      };
      return say(runId, "sweep", expired, [
        settle(item, becomes, Math.max(atMs, item.expiresAtMs), false),
        outbox(becomes),
      ]);
    },
    async unanswered() {
      const { Items = [] } = await documents.send(
        new QueryCommand({
          TableName,
          ConsistentRead: true,
          KeyConditionExpression: "pk = :outbox",
          ExpressionAttributeValues: { ":outbox": "OUTBOX" },
        }),
      );
      const gates = await Promise.all(
        Items.map((item) => gate(String(item["runId"]), item["gate"] as GateItem["gate"])),
      );
      return gates.filter((item) => item !== null);
    },
    async markAnswered({ runId, gate: name }) {
      await documents.send(
        new UpdateCommand({
          TableName,
          Key: keys.gate(runId, name),
          UpdateExpression: "SET gate.answered = :yes",
          ExpressionAttributeValues: { ":yes": true },
        }),
      );
      const { pk, sk } = keys.outbox(runId, name);
      await documents.send(
        new BatchWriteCommand({ RequestItems: { [TableName]: [{ DeleteRequest: { Key: { pk, sk } } }] } }),
      );
    },
  };
};
