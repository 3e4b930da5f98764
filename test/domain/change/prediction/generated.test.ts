import fc from "fast-check";
import { pairs } from "../../../cases/generated/deployments.ts";
import { judgementOf } from "../../../cases/generated/judge.ts";

// `npm run assure -- door` tries thousands of pairs, from a fresh seed.
test("whatever differs between two templates is announced or refused, and a change set lists nothing else", () => {
  fc.assert(
    fc.property(pairs, (pair) => {
      const { problems, unannounced } = judgementOf(pair);
      expect([...problems, ...unannounced]).toEqual([]);
    }),
    { numRuns: 150, seed: 2103 },
  );
});
