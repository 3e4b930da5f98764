import { migration } from "../../domain/freeze/sample-window.ts";
import { receipt, validated } from "../../fixtures/sample-facts.ts";
import { requestsFor, requestsTo } from "../../simulator/requests.ts";
import { holding } from "./holding.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** It begins at the moment at which every installation does. */
const fromNow = (lasts: string) => migration({ timeZone: "UTC", from: "2026-11-24T10:00", lasts });
const open = { outcome: "open", waitSeconds: 0 };

describe("an environment that no window closes", () => {
  test("is open, and its look says until when nothing", async () => {
    const { look, looks } = await holding([migration({ from: "2026-12-24T09:00" })]);
    expect(await look("staging")).toEqual(open);
    expect(await looks()).toMatchObject([{ outcome: "open", closedBy: [], continuesAt: null, lifted: [] }]);
  });

  test("stays open for the rest of the run, and nothing is recorded again", async () => {
    const { run, look, looks, installation } = await holding([migration({ from: "2026-11-25T09:00" })]);
    expect(await look("staging")).toEqual(open);
    await run.say(validated("staging"));
    await installation.pass(dayMs);
    expect(await look("staging")).toEqual(open);
    expect(await looks()).toHaveLength(1);
  });

  test("says nothing of another environment, or of its own ingress", async () => {
    const windows = [migration({ environments: ["staging", "production"], from: "2026-11-25T09:00" })];
    const { look, installation } = await holding(windows);
    await look("staging");
    await look("production");
    await installation.pass(dayMs);
    expect(await look("staging")).toEqual(open);
    expect(await look("production")).toEqual(open);
    expect(await look("production", "ingress")).toMatchObject({ outcome: "frozen" });
  });

  test("is open although another one was frozen before, and then open", async () => {
    const windows = [
      migration({ lasts: "PT4H" }),
      migration({ id: "late", environments: ["production"], lasts: "P3D" }),
    ];
    const { look, looks, installation } = await holding(windows);
    await look("staging");
    await installation.pass(4 * hourMs);
    await look("staging");
    expect(await look("production")).toMatchObject({ outcome: "frozen" });
    expect((await looks()).map(({ environment, outcome }) => `${environment} ${outcome}`)).toEqual([
      "staging frozen",
      "staging open",
      "production frozen",
    ]);
  });

  test("is not looked at where the run changes nothing of it", async () => {
    const { look, looks } = await holding([migration({ environments: ["production"] })], {
      steps: { production: [{ part: "network" }] },
    });
    expect(await look("production", "ingress")).toEqual(open);
    expect(await looks()).toEqual([]);
  });
});

describe("an environment in a freeze", () => {
  test("is held, and looked at after a minute, and then less often", async () => {
    const { look, installation } = await holding([migration()]);
    expect(await look("staging")).toEqual({ outcome: "frozen", waitSeconds: 60 });
    await installation.pass(hourMs);
    expect(await look("staging")).toEqual({ outcome: "frozen", waitSeconds: 600 });
  });

  test("is held for 30 days, and not for longer", async () => {
    const longest = await holding([fromNow("P30D")]);
    expect(await longest.look("staging")).toMatchObject({ outcome: "frozen" });
    const longer = await holding([fromNow("P30DT1M")]);
    expect(await longer.look("staging")).toEqual({ outcome: "closed", waitSeconds: 0 });
    expect(await longer.looks()).toMatchObject([
      { outcome: "closed", continuesAt: "2026-12-24T10:01:00.000Z" },
    ]);
  });

  test("that has no end is closed, and nobody is told a day", async () => {
    const { look, looks } = await holding([fromNow("P500D")]);
    expect(await look("staging")).toEqual({ outcome: "closed", waitSeconds: 0 });
    expect(await looks()).toMatchObject([{ outcome: "closed", continuesAt: null }]);
  });

  test("is recorded again when the settings make it last longer, or when it is short enough to be waited for", async () => {
    const { run, look, looks, installation } = await holding([fromNow("P30DT1M")]);
    const place = { environment: "staging", scope: "everything" } as const;
    const settings = { ...installation.settings, freezeWindows: [fromNow("P30DT2M")] };
    await look("staging");
    await run.call("read-windows", place, { settings });
    await installation.pass(hourMs);
    await run.call("read-windows", place, { settings });
    expect((await looks()).map(({ outcome, continuesAt }) => [outcome, continuesAt])).toEqual([
      ["closed", "2026-12-24T10:01:00.000Z"],
      ["closed", "2026-12-24T10:02:00.000Z"],
      ["frozen", "2026-12-24T10:02:00.000Z"],
    ]);
  });

  test("is recorded again only when something else holds it", async () => {
    const { look, looks, installation } = await holding([
      migration(),
      migration({ id: "afternoon", timeZone: "UTC", from: "2026-11-24T09:00", lasts: "PT3H" }),
      migration({ id: "short", timeZone: "UTC", from: "2026-11-26T06:00", lasts: "P1D" }),
    ]);
    for (let passed = 0; passed < 4; passed += 1) {
      await look("staging");
      await installation.pass(hourMs);
    }
    expect((await looks()).map(({ closedBy }) => closedBy.map(({ window }) => window))).toEqual([
      ["settings/migration", "settings/afternoon"],
      ["settings/migration"],
    ]);
  });
});

describe("a window that people lift", () => {
  const window = "settings/migration";

  test("no longer holds the run; who agreed is recorded and signed once, however often it is looked at", async () => {
    const other = migration({ id: "other", lasts: "P1D" });
    const { look, looks, lifts, receipts, agree, installation } = await holding([migration(), other]);
    const signing = requestsTo(installation.account, requestsFor("lambda", "Invoke"));
    await look("staging");
    expect(await agree(window, "change-manager", "release-manager")).toEqual(["agreed", "lifted"]);
    expect(await look("staging")).toMatchObject({ outcome: "frozen" });
    await installation.pass(hourMs);
    await look("staging");
    expect((await looks()).map(({ closedBy, lifted }) => [closedBy.length, lifted])).toEqual([
      [2, []],
      [1, [window]],
    ]);
    expect(await lifts()).toMatchObject([
      {
        environment: "staging",
        window,
        people: [{ person: "change-manager" }, { person: "release-manager" }],
      },
    ]);
    expect(await receipts()).toMatchObject([{ about: "staging" }]);
    expect(signing).toHaveLength(1);

    await agree("settings/other", "change-manager", "release-manager");
    expect(await look("staging")).toEqual(open);
    expect((await lifts()).map((lift) => lift.window)).toEqual([window, "settings/other"]);
    expect(await receipts()).toHaveLength(2);
  });

  test("is lifted for one environment, and holds the others", async () => {
    const windows = [migration({ environments: ["staging", "production"] })];
    const { look, lifts, receipts, agree } = await holding(windows);
    await look("staging");
    await agree(window, "change-manager", "release-manager");
    expect(await look("staging")).toEqual(open);
    expect(await look("production")).toMatchObject({ outcome: "frozen" });
    await agree(window, "change-manager", "release-manager");
    expect(await look("production")).toEqual(open);
    expect((await lifts()).map(({ environment }) => environment)).toEqual(["staging", "production"]);
    expect((await receipts()).map(({ about }) => about)).toEqual(["staging", "production"]);
  });

  test("is signed once, although a later environment's is signed after it", async () => {
    const both = migration({ environments: ["staging", "production"] });
    const { look, receipts, agree } = await holding([both, migration({ id: "other" })]);
    for (const environment of ["staging", "production"] as const) {
      await look(environment);
      await agree(window, "change-manager", "release-manager");
      await look(environment);
    }
    expect(await look("staging")).toMatchObject({ outcome: "frozen" });
    expect((await receipts()).map(({ about }) => about)).toEqual(["staging", "production"]);
  });

  test("is signed for after a crash between its entry and its receipt", async () => {
    const { run, look, lifts, receipts, agree } = await holding([migration()]);
    await look("staging");
    await agree(window, "change-manager", "release-manager");
    const signer = {
      ...run.installation.port("signer"),
      sign: () => Promise.reject(new Error("killed")),
    };
    await expect(
      run.call("read-windows", { environment: "staging", scope: "everything" }, { signer }),
    ).rejects.toThrow("killed");
    expect(await receipts()).toEqual([]);
    // What else is signed says nothing of it.
    await run.say(receipt("staging"), receipt("production", { statement: "window-lifted" }));
    expect(await look("staging")).toEqual(open);
    expect(await lifts()).toHaveLength(1);
    expect((await receipts()).map(({ about }) => about)).toEqual(["production", "staging"]);
  });

  test("stays closed while one person agreed", async () => {
    const { look, looks, lifts, agree } = await holding([migration()]);
    await look("staging");
    await agree(window, "change-manager");
    expect(await look("staging")).toMatchObject({ outcome: "frozen" });
    expect(await lifts()).toEqual([]);
    expect(await looks()).toHaveLength(1);
  });

  test("names nobody whose consent is not signed", async () => {
    const { look, lifts, agree, rewrite } = await holding([migration()]);
    await look("staging");
    await agree(window, "change-manager", "release-manager");
    rewrite("staging", window, (lift) => ({
      ...lift,
      people: [...lift.people, ...lift.people.map((one) => ({ ...one, person: "platform-owner" }))],
    }));
    expect(await look("staging")).toEqual(open);
    expect((await lifts()).flatMap(({ people }) => people.map(({ person }) => person))).toEqual([
      "change-manager",
      "release-manager",
    ]);
  });

  test("can be lifted only while it holds the run", async () => {
    const { look, call, mails } = await holding([migration()]);
    expect(await call(window, "change-manager")).toEqual({ outcome: "not-held" });
    await look("staging");
    expect(await call("settings/another", "change-manager")).toEqual({ outcome: "not-held" });
    expect(mails).toEqual([]);
  });
});

test("a freeze that nobody lifts asks for no key", async () => {
  const { installation, look, agree } = await holding([migration()]);
  const asked = requestsTo(installation.account, requestsFor("kms", "GetPublicKey"));
  await look("staging");
  expect(asked).toEqual([]);
  await agree("settings/migration", "change-manager", "release-manager");
  await look("staging");
  expect(asked.length).toBeGreaterThan(0);
});
