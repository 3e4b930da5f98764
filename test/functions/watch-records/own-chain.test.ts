import { ownChain } from "../../../lib/domain/records/checkpoint.ts";
import type { Span } from "../../../lib/domain/records/compare.ts";
import { keys } from "../../../lib/ports/shared/records-table.ts";
import { noted } from "../../fakes/facts.ts";
import { requestsTo } from "../../simulator/requests.ts";
import { minuteMs, watching } from "./watching.ts";

const lookMs = 5 * minuteMs;
const long = Array.from({ length: 1_500 }, (_, index) => noted(`something ${index}`));

/** A watch that has seen the whole chain with its copies, and the spans that it reads of it from now on. */
async function watchingOwn() {
  const watch = await watching({ [ownChain]: long });
  const { copied } = await watch.look();
  const { pk, sk: head } = keys.head(ownChain);
  type Values = Readonly<Record<":pk" | ":from" | ":to", string>>;
  const valuesOf = (input: unknown) =>
    (input as { readonly ExpressionAttributeValues: Values }).ExpressionAttributeValues;
  const queries = requestsTo(
    watch.installation.account,
    ({ operation, input }) => operation === "Query" && valuesOf(input)[":pk"] === pk,
  );
  // A span from the first entry begins with every entry's prefix.
  const numberIn = (key: string) => Math.max(1, Number(key.replace("ENTRY#", "")));
  const spans = () =>
    queries.map(({ input }): Span => {
      const { ":from": from, ":to": to } = valuesOf(input);
      return { from: numberIn(from), to: to === head ? null : numberIn(to) };
    });
  return { ...watch, copied, spans };
}

describe("the control plane's own chain", () => {
  test("is looked at as a whole once, and marked to its end", async () => {
    const { ledger, marks, copied } = await watchingOwn();

    expect(copied).toBe(1_500);
    expect(await ledger.copied(ownChain)).toBe(1_500);
    expect(marks).toHaveLength(1);
  });

  test("is looked at from then on at its end, and in one older span in turn", async () => {
    const { installation, look, spans, marks } = await watchingOwn();
    for (let turn = 0; turn < 2; turn += 1) {
      expect(await look()).toMatchObject({ copied: 0, divergences: 0 });
      await installation.pass(lookMs);
    }

    expect(spans().filter(({ to }) => to === null)).toEqual(Array(2).fill({ from: 1_001, to: null }));
    expect(new Set(spans().flatMap(({ from, to }) => (to === null ? [] : [`${from} to ${to}`])))).toEqual(
      new Set(["1 to 501", "501 to 1001"]),
    );
    expect(marks).toHaveLength(1);
  });

  test.each([3, 501, 1_001, 1_499])(
    "shows within two turns that the copy of entry %i is gone",
    async (lost) => {
      const { installation, look, lose, entered } = await watchingOwn();
      lose(ownChain, lost);
      for (let turn = 0; turn < 2; turn += 1) {
        await look();
        await installation.pass(lookMs);
      }

      expect(new Set(entered().map(({ entry, what }) => `${entry} ${what.slice(-18)}`))).toEqual(
        new Set([`${lost} gone; it was there`]),
      );
    },
  );
});
