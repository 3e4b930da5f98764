import { BatchWriteCommand, GetCommand } from "@aws-sdk/lib-dynamodb";
import { entryConflict } from "../../domain/errors.ts";
import type { GateItem, Invitation } from "../../domain/gate/gate-item.ts";
import { gates } from "../../domain/gates.ts";
import type { Fact } from "../../domain/records/facts.ts";
import type { Clock } from "../clock/port.ts";
import { appendWrites, headFrom, type Store } from "../shared/chain/entries.ts";
import { type CommitTransaction, say } from "../shared/chain/say.ts";
import { documents, getAll, keys, transact, type Write } from "../shared/records-table.ts";
import { holdsLease, leaseFrom, lost } from "./leases.ts";
import type { GateRecords, RunRecords, Work } from "./port.ts";

/** Gates and their invitations, until they are decided. */
export const gateRecords = (store: Store, commit: CommitTransaction, clock: Clock): GateRecords => {
  const TableName = store.tableName;
  const get = async (key: { pk: string; sk: string }) =>
    (await documents.send(new GetCommand({ TableName, Key: key, ConsistentRead: true }))).Item;
  const gate: GateRecords["gate"] = async (runId, name) => {
    const item = await get(keys.gate(runId, name));
    return item === undefined ? null : (item["gate"] as GateItem);
  };
  const putInvitation = (invitation: Invitation): Write => ({
    Put: { TableName, Item: { ...keys.invitation(invitation.idDigest), invitation } },
  });

  /** Appends under the lease, and writes the new gate in the same transaction. */
  const move = async (run: RunRecords, work: Work, fact: Fact, ...writes: Write[]): Promise<RunRecords> => {
    const next = appendWrites(store, run, { actor: work.actor, atMs: clock.nowMs() }, [fact]);
    const failed = await commit(next, holdsLease(store, work), ...writes);
    if (failed === null) return next.run;
    if (failed.includes(next.writes.length)) throw await lost(store, work);
    throw entryConflict(
      `the gate ${fact.subject} of ${run.runId} was changed by another writer first: read it again`,
    );
  };

  return {
    gate,
    async gatesOf(runId) {
      const wanted = gates.map((name) => keys.gate(runId, name));
      const items = await getAll(TableName, wanted);
      return wanted.flatMap(
        ({ pk, sk }) => (items.get(`${pk} ${sk}`)?.["gate"] as GateItem | undefined) ?? [],
      );
    },
    openGate(run, work, item, invitations) {
      const { runId, gate: name, dossierDigest, approvers, quorum, expiresAtMs } = item;
      const opened: Fact = {
        action: "open-gate",
        kind: "outcome",
        subject: name,
        detail: { gate: name, dossierDigest, approvers: [...approvers], quorum, expiresAtMs },
      };
      const put: Write = {
        Put: {
          TableName,
          Item: { ...keys.gate(runId, name), gate: item },
          ConditionExpression: "attribute_not_exists(pk) OR gate.#state = :void",
          ExpressionAttributeNames: { "#state": "state" },
          ExpressionAttributeValues: { ":void": "void" },
        },
      };
      return move(run, work, opened, put, ...invitations.map(putInvitation));
    },
    voidGate(run, work, item, reason) {
      const { gate: name, dossierDigest } = item;
      return move(
        run,
        work,
        {
          action: "void-gate",
          kind: "observation",
          subject: name,
          detail: { gate: name, dossierDigest, reason },
        },
        {
          Put: {
            TableName,
            Item: { ...keys.gate(item.runId, name), gate: { ...item, state: "void" } satisfies GateItem },
            ConditionExpression: "gate.#state = :approved AND gate.dossierDigest = :dossier",
            ExpressionAttributeNames: { "#state": "state" },
            ExpressionAttributeValues: { ":approved": "approved", ":dossier": dossierDigest },
          },
        },
      );
    },
    async invite(invitations) {
      const requests = invitations.map((invitation) => ({
        PutRequest: { Item: { ...keys.invitation(invitation.idDigest), invitation } },
      }));
      if (requests.length > 0)
        await documents.send(new BatchWriteCommand({ RequestItems: { [TableName]: requests } }));
    },
    async gateWithHead(runId, name) {
      const [ofGate, ofHead] = [keys.gate(runId, name), keys.head(runId)];
      const items = await getAll(TableName, [ofGate, ofHead]);
      return {
        gate: (items.get(`${ofGate.pk} ${ofGate.sk}`)?.["gate"] as GateItem | undefined) ?? null,
        head: headFrom(items.get(`${ofHead.pk} ${ofHead.sk}`)),
      };
    },
    async invitationWithLease(idDigest) {
      const [link, lease] = [keys.invitation(idDigest), keys.lease(store.application)];
      const items = await getAll(TableName, [link, lease]);
      return {
        invitation: (items.get(`${link.pk} ${link.sk}`)?.["invitation"] as Invitation | undefined) ?? null,
        lease: leaseFrom(items.get(`${lease.pk} ${lease.sk}`)),
      };
    },
    async invitation(idDigest) {
      const item = await get(keys.invitation(idDigest));
      return item === undefined ? null : (item["invitation"] as Invitation);
    },
    async progress({ runId, gate: name, dossierDigest }, change, facts) {
      const fields = Object.entries(change);
      const update: Write = {
        Update: {
          TableName,
          Key: keys.gate(runId, name),
          UpdateExpression: `SET ${fields.map((_, index) => `gate.#field${index} = :field${index}`).join(", ")}`,
          ConditionExpression: "gate.#state = :open AND gate.dossierDigest = :dossier",
          ExpressionAttributeNames: {
            "#state": "state",
            ...Object.fromEntries(fields.map(([field], index) => [`#field${index}`, field])),
          },
          ExpressionAttributeValues: {
            ":open": "open",
            ":dossier": dossierDigest,
            ...Object.fromEntries(fields.map(([, value], index) => [`:field${index}`, value])),
          },
        },
      };
      const open = async () => {
        const seen = await gate(runId, name);
        return seen?.state === "open" && seen.dossierDigest === dossierDigest ? seen : null;
      };
      if (facts.length === 0) {
        const seen = await open();
        return seen !== null && (await transact([update])) === null ? { ...seen, ...change } : null;
      }
      const said = await say({ store, commit, clock }, { runId, actor: "notices" }, async () => {
        const seen = await open();
        return seen === null ? null : { seen, facts, writes: [update] };
      });
      return said === null ? null : { ...said.seen, ...change };
    },
  };
};
