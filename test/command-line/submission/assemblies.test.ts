import { assemblyCases, checkAssembly, problemsOfReport } from "../../cases/assemblies/assemblies.ts";

test.each(assemblyCases.map((name) => [name]))(
  "the assembly %s is answered as it should be",
  async (name) => {
    expect(problemsOfReport(name, await checkAssembly(name))).toEqual([]);
  },
);

test("a stack that belongs elsewhere is refused if the settings name its environment's place", async () => {
  const place = { account: "111111111111", region: "eu-west-1" };
  const { sound, refusals } = await checkAssembly("environment-elsewhere", {
    application: "shop",
    approvers: [{ id: "owner", name: "Owner", address: "owner@example.com", identities: [] }],
    platformOwner: "owner",
    waivers: [],
    retentionDays: 30,
    accounts: {
      controlPlane: { ...place, account: "999999999999" },
      development: place,
      staging: place,
      production: place,
    },
  });

  expect(sound).toBe(false);
  expect(refusals).toContainEqual(
    expect.objectContaining({ rule: "stack-place", seen: expect.stringContaining("333333333333") }),
  );
});

test("every rule that an assembly breaks is reported at once", async () => {
  const { refusals } = await checkAssembly("nested-stack");

  expect(new Set(refusals.map(({ rule }) => rule)).size).toBeGreaterThan(1);
});
