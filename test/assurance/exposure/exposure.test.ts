import { Random } from "../../simulator/random.ts";
import { questions } from "./cases.ts";
import { seededDefects } from "./defects.ts";
import { allCases, inWords, isFalse, sampleOf, type Tried, tryCase } from "./matrix.ts";

// `npm run assure -- exposure` tries all of them.
const share = 0.002;
const seed = 20;
const sample = [...sampleOf(allCases(), share, new Random(seed))];

describe("nothing that was not read", () => {
  test("is called held, closed or gone in a sample of the matrix", async () => {
    const tried: Tried[] = [];
    for (const one of sample) tried.push(await tryCase(one));

    expect(tried.filter(isFalse).map(inWords)).toEqual([]);
    expect(
      questions.filter((question) => !tried.some((one) => one.question === question && one.isYes)),
    ).toEqual([]);
  });

  test.each(seededDefects)("is seen to be called so if $name", async ({ question, defect }) => {
    const lies: boolean[] = [];
    for (const one of sample)
      if (one.question === question && one.yesIsFalse) lies.push(isFalse(await tryCase(one, defect)));

    expect(lies.filter(Boolean).length).toBeGreaterThan(0);
  });
});
