import fc from "fast-check";
import { sha256 } from "../../../lib/domain/canonical.ts";
import { type Attack, attacksOn, isFound, target } from "./attacks.ts";
import { bytesOf, verify } from "./bundles.ts";
import { course, findingsAfter } from "./sound-runs.ts";

// All attacks take half an hour: npm run assure -- tamper. Here are some of each kind.
const ofEachKind = 40;
const patienceMs = 120_000;
const attacked = target(0);

/** Some attacks of a kind, the first and last among them, others by chance that is the same every time. */
function some(attacks: readonly Attack[], kind: string): readonly Attack[] {
  if (attacks.length <= ofEachKind) return attacks;
  const places = Array.from(
    { length: ofEachKind - 2 },
    (_, index) => Number.parseInt(sha256(`${kind} ${index}`).slice(0, 8), 16) % attacks.length,
  );
  return [0, ...places, attacks.length - 1].flatMap((place) => attacks[place] ?? []);
}

test(
  "an attack of every kind is found, wherever it is made",
  async () => {
    const missed: string[] = [];
    for (const [kind, attacks] of attacksOn(await attacked)) {
      const tried = some(attacks, kind);
      expect(tried.length).toBeGreaterThan(0);
      for (const [index, attack] of tried.entries()) if (!isFound(attack)) missed.push(`${kind}, ${index}`);
    }
    expect(missed).toEqual([]);
  },
  patienceMs,
);

test("the attacked bundle is sound before the attack", async () => {
  const { parts } = await attacked;
  expect(verify(bytesOf(parts)).findings).toEqual([]);
});

test(
  "no run, whatever becomes of it, raises a false alarm",
  async () => {
    await fc.assert(
      fc.asyncProperty(course, async (of) => {
        expect(await findingsAfter(of)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  },
  patienceMs,
);
