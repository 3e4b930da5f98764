import { sha256 } from "../../../lib/domain/canonical.ts";
import type { Asset } from "../../../lib/domain/change/assets.ts";
import { changeDigest } from "../../../lib/domain/change/manifest.ts";
import { OpenedRun } from "../../simulator/opened-run.ts";

const bucketName = "cdk-hnb659fds-assets-111111111111-eu-west-1";
const assetOf = (name: string, text: string): Asset => ({
  name,
  digest: sha256(text),
  bytes: text.length,
  bucketName,
  objectKey: `${sha256(`source of ${name} ${text}`)}.zip`,
});
const create = assetOf("Create/Code", "create an order");
const ship = assetOf("Ship/Code", "ship an order");

/** A run whose change brings two files along for each environment; both are kept. */
async function withAssets(allowed = true): Promise<OpenedRun> {
  const all = [create, ship];
  const run = await OpenedRun.begin({
    edit: (change) => ({ ...change, assets: { development: all, staging: all, production: all } }),
  });
  for (const text of ["create an order", "ship an order"]) run.keep(text);
  if (allowed) await run.allow("development");
  return run;
}

const publish = (run: OpenedRun, environment: "development" | "production" = "development") =>
  run.call("publish-assets", {
    environment,
    scope: environment === "production" ? "all-but-ingress" : "everything",
  });
const outcomes = (run: OpenedRun) => run.recorded("publish-asset", "outcome");
const there = (run: OpenedRun, { objectKey }: Asset) => run.installation.s3.body(objectKey);

describe("the assets of an environment", () => {
  test("are put where its templates expect them, each with an entry before and after", async () => {
    const run = await withAssets();

    expect(await publish(run)).toEqual({ outcome: "done", waitSeconds: 0 });
    expect([there(run, create), there(run, ship)]).toEqual(["create an order", "ship an order"]);
    expect(await run.recorded("publish-asset", "intent")).toHaveLength(2);
    expect(await outcomes(run)).toMatchObject([
      {
        name: "Create/Code",
        digest: create.digest,
        result: "published",
        reason: "",
        versionId: expect.any(String),
      },
      {
        name: "Ship/Code",
        digest: ship.digest,
        result: "published",
        reason: "",
        versionId: expect.any(String),
      },
    ]);
  });

  test("are put into production behind its change record, before anybody releases it", async () => {
    const run = await withAssets(false);
    await run.allow("production", "all-but-ingress");

    expect(await publish(run, "production")).toEqual({ outcome: "done", waitSeconds: 0 });
  });

  test("are put in one place once, however often the change names it", async () => {
    const twice = { ...create, name: "Again/Code" };
    const run = await OpenedRun.begin({
      edit: (change) => ({
        ...change,
        assets: { development: [create, twice], staging: [], production: [] },
      }),
    });
    run.keep("create an order");
    await run.allow("development");
    await publish(run);

    expect((await outcomes(run)).map(({ name }) => name)).toEqual(["Create/Code"]);
  });

  test("that take long are published in several calls", async () => {
    const run = await withAssets();
    const { time } = run.installation;
    const assets = {
      publish: async () => {
        await time.pause(20_000);
        return { result: "published", versionId: null } as const;
      },
    };
    const call = () =>
      run.call("publish-assets", { environment: "development", scope: "everything" }, { assets });

    expect(await call()).toEqual({ outcome: "waiting", waitSeconds: 1 });
    expect((await outcomes(run)).map(({ name }) => name)).toEqual(["Create/Code"]);
    await call();
    expect((await outcomes(run)).map(({ name }) => name)).toEqual(["Create/Code", "Ship/Code"]);
  });

  test("are published once: a second call does nothing", async () => {
    const run = await withAssets();
    await publish(run);
    const { transactions } = run.watch();

    expect(await publish(run)).toEqual({ outcome: "done", waitSeconds: 0 });
    expect(transactions).toEqual([]);
  });

  test("that are there already are compared, and stay", async () => {
    const run = await withAssets();
    run.installation.s3.overwrite(create.objectKey, "create an order");
    await publish(run);

    expect((await outcomes(run)).map(({ result }) => result)).toEqual(["already-there", "published"]);
  });

  test("of a change without any need no prerequisite and no entry", async () => {
    const run = await OpenedRun.begin();
    const { transactions } = run.watch();

    expect(await publish(run)).toEqual({ outcome: "done", waitSeconds: 0 });
    expect(transactions).toEqual([]);
  });

  test("of the change that stands are put back, so that a rollback finds them", async () => {
    const run = await withAssets();
    await publish(run);
    const old = assetOf("Create/Code", "create an order, as before");
    const former = { ...run.change, assets: { development: [old], staging: [], production: [] } };
    run.keep(JSON.stringify(former));
    run.keep("create an order, as before");
    const { epoch } = run.work;
    await run.records.recordSuccess(
      { ...run.work, epoch, actor: "close-run" },
      { runId: "shop-1", commit: "0".repeat(40), changeDigest: sha256(JSON.stringify(former)) },
    );
    await publish(run);

    expect(there(run, old)).toBe("create an order, as before");
    expect((await outcomes(run)).map(({ standing }) => standing)).toEqual([
      undefined,
      undefined,
      sha256(JSON.stringify(former)),
    ]);
    expect(changeDigest(run.change)).toBe(run.changeDigest);
  });
});

describe("nothing is published", () => {
  test("to production before its change record", async () => {
    const run = await withAssets();

    await expect(publish(run, "production")).rejects.toMatchObject({ name: "PrerequisiteMissing" });
    expect(there(run, create)).toBeUndefined();
  });

  test("whose kept bytes were replaced after they were approved", async () => {
    const run = await withAssets();
    run.edit(create.digest, "something else");

    expect(await publish(run)).toEqual({ outcome: "failed", waitSeconds: 0 });
    expect((await outcomes(run))[0]).toMatchObject({
      result: "refused",
      reason: expect.stringMatching(/^Create\/Code: .*it was replaced; submit the change again$/),
    });
    expect(there(run, create)).toBeUndefined();
  });

  test("whose bytes are kept nowhere", async () => {
    const run = await withAssets();
    run.installation.s3.versions.delete(`by-digest/${create.digest}`);

    expect(await publish(run)).toEqual({ outcome: "failed", waitSeconds: 0 });
    expect((await outcomes(run))[0]?.reason).toContain(`no asset is kept as ${create.digest}`);
  });

  test("when something happens that nobody expects, and no outcome says otherwise", async () => {
    const run = await withAssets();
    const assets = { publish: () => Promise.reject(new Error("the network is down")) };
    const call = run.call("publish-assets", { environment: "development", scope: "everything" }, { assets });

    await expect(call).rejects.toThrow("the network is down");
    expect(await outcomes(run)).toStrictEqual([]);
  });

  test("over other bytes under its key: both digests are named", async () => {
    const run = await withAssets();
    run.installation.s3.overwrite(create.objectKey, "something else");

    expect(await publish(run)).toEqual({ outcome: "failed", waitSeconds: 0 });
    expect((await outcomes(run))[0]).toMatchObject({
      result: "refused",
      reason: expect.stringContaining(sha256("something else")),
    });
    expect(there(run, create)).toBe("something else");
    expect(there(run, ship)).toBeUndefined();
  });

  test("to an account that nobody prepared: the answer says how", async () => {
    const run = await withAssets();
    run.installation.s3.missingBuckets.add(bucketName);

    expect(await publish(run)).toEqual({ outcome: "failed", waitSeconds: 0 });
    expect((await outcomes(run))[0]?.reason).toContain("cdk bootstrap");
  });
});
