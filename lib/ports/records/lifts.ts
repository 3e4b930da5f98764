import { type Lift, peopleToLift } from "../../domain/records/lift.ts";
import type { Clock } from "../clock/port.ts";
import type { Store } from "../shared/chain/entries.ts";
import { noteIn } from "../shared/chain/notes.ts";
import type { CommitTransaction } from "../shared/chain/say.ts";
import { allOf, keys } from "../shared/records-table.ts";
import { keepCode, spendCode } from "./codes.ts";
import type { LiftRecords } from "./port.ts";

/** Freeze windows that people lift for a run: one item for each window and environment, with everyone who agreed. */
export const liftRecords = (store: Store, commit: CommitTransaction, clock: Clock): LiftRecords => {
  const { tableName: TableName, application } = store;
  const lifts = (runId: string): Promise<Lift[]> =>
    allOf<Lift>("lift", TableName, keys.lift(application, runId, "", "").pk, {
      where: "begins_with(sk, :run)",
      values: { ":run": `RUN#${runId}#` },
    });
  return {
    lifts,
    keepLiftCode: (runId, { environment, window }, person, codeDigest, expiresAtMs) =>
      keepCode(
        TableName,
        keys.liftCode(application, runId, environment, window, person),
        codeDigest,
        expiresAtMs,
      ),
    async lift(runId, { environment, window }, consent, nowMs) {
      const { person, codeDigest, envelope } = consent;
      const isThis = (one: Lift) => one.environment === environment && one.window === window;
      const before = (await lifts(runId)).find(isThis)?.people ?? [];
      const people = [...before.filter((one) => one.person !== person), consent];
      const isLifted = people.length >= peopleToLift;
      const written = await noteIn(
        store,
        commit,
        clock,
        {
          actor: person,
          about: isLifted ? "lift-window" : "agree-to-lift",
          subject: runId,
          detail: { environment, window, codeDigest, agreed: people.map((one) => one.person) },
          envelope,
        },
        spendCode(
          TableName,
          keys.liftCode(application, runId, environment, window, person),
          codeDigest,
          nowMs,
        ),
        {
          Put: {
            TableName,
            Item: {
              ...keys.lift(application, runId, environment, window),
              lift: { environment, window, people },
              consents: people.length,
            },
            // Two people who agree at the same moment: the second one's command is repeated with the code that stands.
            ConditionExpression: before.length === 0 ? "attribute_not_exists(pk)" : "consents = :before",
            ...(before.length === 0 ? {} : { ExpressionAttributeValues: { ":before": before.length } }),
          },
        },
      );
      if (!written) return "wrong-code";
      return isLifted ? "lifted" : "agreed";
    },
  };
};
