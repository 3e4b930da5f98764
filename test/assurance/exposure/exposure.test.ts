import { Random } from "../../simulator/random.ts";
import { questions } from "./cases.ts";
import { seededDefects } from "./defects.ts";
import { allCases, inWords, isFalse, sampleOf, type Tried, tryCase } from "./matrix.ts";

// `npm run assure -- exposure` tries all of them.
const share = 0.002;
const seed = 20;
const every = [...allCases()];
const sample = [...sampleOf(every, share, new Random(seed))];
/** How many cases may be tried until one shows a defect. */
const mostTried = 2_000;

describe("nothing that was not read", () => {
  test("is called held, closed or gone in a sample of the matrix", async () => {
    const tried: Tried[] = [];
    for (const one of sample) tried.push(await tryCase(one));

    expect(tried.filter(isFalse).map(inWords)).toEqual([]);
    expect(
      questions.filter((question) => !tried.some((one) => one.question === question && one.isYes)),
    ).toEqual([]);
  });

  test.each(seededDefects)("is seen to be called so if $name ($question)", async ({ question, defect }) => {
    const liable = every.filter((one) => one.question === question && one.yesIsFalse);
    let lies = 0;
    for (const one of sampleOf(liable, mostTried / liable.length, new Random(seed))) {
      if (!isFalse(await tryCase(one, defect))) continue;
      lies += 1;
      break;
    }

    expect(lies).toBe(1);
  });
});
