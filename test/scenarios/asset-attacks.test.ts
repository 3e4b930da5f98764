import { assetAttacks, outcomeOf, undisturbed } from "../assurance/applications/asset-attacks.ts";

test("a run that nobody attacks succeeds", async () => {
  expect(await undisturbed()).toBe("SUCCEEDED");
});

// `npm run assure -- applications` tries them in every environment.
const inStaging = assetAttacks.filter(({ environment }) => environment === "staging");

test.each(inStaging)(
  "$asset replaced in $target on entering «$at» is found, and rolled back",
  async (attack) => {
    expect(await outcomeOf(attack)).toMatchObject({ verdict: "ROLLED_BACK", found: true, sound: true });
  },
);
