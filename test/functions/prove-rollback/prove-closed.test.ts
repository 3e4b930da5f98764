import type { Fact } from "../../../lib/domain/records/facts.ts";
import { intended, undone } from "../../fixtures/sample-facts.ts";
import { OpenedRun, templateOf } from "../../simulator/opened-run.ts";
import { done, failed, prove, signed } from "./proving.ts";

describe("the proof that ingress is closed", () => {
  /** A run that opened ingress, and what became of it since. */
  async function opened(...facts: readonly Fact[]): Promise<OpenedRun> {
    const run = await OpenedRun.begin();
    await run.say(intended("production/ingress"), ...facts);
    return run;
  }
  const seen = (run: OpenedRun) => run.recorded("confirm-closed", "observation");
  /** A load balancer can be reached in the network of production. */
  const reach = (run: OpenedRun, isLingering = false, id = "balancer") => {
    run.exists(
      run.step("production", "network"),
      templateOf("network", { resources: { Vpc: { Type: "AWS::EC2::VPC" } } }),
    );
    run.cloudFormation.leave({
      type: "AWS::ElasticLoadBalancingV2::LoadBalancer",
      id,
      stackName: "shop-production-ingress",
      isLingering,
    });
  };

  test("needs nothing where the run did nothing", async () => {
    const run = await OpenedRun.begin();
    reach(run);
    const { transactions } = run.watch();

    expect(await prove(run, "closed", "production")).toEqual(done);
    expect(transactions).toEqual([]);
  });

  test("is given and signed when the ingress was taken down and nothing can be reached", async () => {
    const run = await opened(undone("production/ingress"));

    expect(await prove(run, "closed", "production")).toEqual(done);
    expect(await seen(run)).toEqual([{ environment: "production", closed: true, exposed: [] }]);
    expect(await signed(run)).toEqual([{ statement: "ingress-closed", about: "production" }]);
  });

  test.each<[string, Fact[]]>([
    ["nothing was done about ingress", []],
    ["it could not be taken down", [undone("production/ingress", { result: "failed" })]],
    [
      "only another part was taken down",
      [undone("production/ingress", { result: "failed" }), undone("production/compute")],
    ],
    [
      "it could not be taken down the last time",
      [undone("production/ingress"), undone("production/ingress", { result: "failed" })],
    ],
  ])("is not signed for when %s", async (_what, facts) => {
    const run = await opened(...facts);

    expect(await prove(run, "closed", "production")).toEqual(done);
    expect(await signed(run)).toEqual([]);
  });

  test("waits while deleted resources may linger, and writes nothing", async () => {
    const run = await opened(undone("production/ingress"));
    reach(run, true);
    await run.installation.pass(15 * 60_000 - 1);
    const { transactions } = run.watch();

    expect(await prove(run, "closed", "production")).toEqual({ outcome: "waiting", waitSeconds: 15 });
    expect(transactions).toEqual([]);
  });

  test("fails when they linger for longer, and names what can be reached", async () => {
    const run = await opened(undone("production/ingress"));
    reach(run, true);
    await run.installation.pass(15 * 60_000);

    expect(await prove(run, "closed", "production")).toEqual(failed);
    expect(await seen(run)).toEqual([
      { environment: "production", closed: false, exposed: ["listener TCP 443 of balancer"] },
    ]);
    expect(await signed(run)).toEqual([]);
  });

  test("does not wait for a way in that cannot close by itself", async () => {
    const run = await opened(undone("production/ingress"));
    reach(run);

    expect(await prove(run, "closed", "production")).toEqual(failed);
  });

  test("does not wait for what lingers beside such a way in", async () => {
    const run = await opened(undone("production/ingress"));
    reach(run);
    reach(run, true, "another balancer");

    expect(await prove(run, "closed", "production")).toEqual(failed);
    expect((await seen(run))[0]?.exposed).toHaveLength(2);
  });

  test.each<[string, object]>([
    ["a type without a reading", { Service: { Type: "AWS::AppRunner::Service" } }],
    ["a custom resource", { Thing: { Type: "Custom::Thing" } }],
    [
      "a topic whose policy cannot be seen",
      { Topic: { Type: "AWS::SNS::Topic", Metadata: { Facts: { admitsEveryone: null } } } },
    ],
  ])("is not given where nothing tells whether it can be reached: %s", async (_what, resources) => {
    const run = await opened(undone("production/ingress"));
    run.exists(run.step("production", "compute"), templateOf("compute", { resources }));

    expect(await prove(run, "closed", "production")).toEqual(failed);
    expect((await seen(run))[0]).toMatchObject({ closed: false, exposed: [expect.any(String)] });
  });

  test.each<[string, Fact[]]>([
    ["nothing was taken down", []],
    ["only another part was", [undone("production/compute")]],
  ])("fails at once when %s, also for what may linger", async (_what, facts) => {
    for (const isLingering of [false, true]) {
      const run = await opened(...facts);
      reach(run, isLingering);

      expect(await prove(run, "closed", "production")).toEqual(failed);
    }
  });

  describe("under a plan that announces exposure", () => {
    /** A subnet that gives public addresses; `isAnnounced` if its template says so. */
    const subnet = (isAnnounced: boolean) => ({
      Type: "AWS::EC2::Subnet",
      Properties: isAnnounced ? { MapPublicIpOnLaunch: true } : {},
      Metadata: { Facts: { mapsPublicIp: true } },
    });
    async function announcing(resources: object): Promise<OpenedRun> {
      const template = templateOf("compute", { resources });
      const run = await OpenedRun.begin({
        plan: (plan) => Object.assign(plan, { documentId: "own", exposure: "announced" }),
        steps: { production: [{ part: "network" }, { part: "compute", template }, { part: "ingress" }] },
      });
      await run.say(intended("production/ingress"), undone("production/ingress"));
      run.exists(run.step("production", "compute"));
      return run;
    }

    test("is given although what was announced outside the ingress stays open, and names it", async () => {
      const run = await announcing({ Front: subnet(true) });

      expect(await prove(run, "closed", "production")).toEqual(done);
      expect(await seen(run)).toMatchObject([
        {
          closed: true,
          exposed: [],
          announced: [expect.stringContaining("public-addresses of production/compute/Front")],
        },
      ]);
    });

    test("is not given when something else is open, and names each by itself", async () => {
      const run = await announcing({ Front: subnet(true), Back: subnet(false) });

      expect(await prove(run, "closed", "production")).toEqual(failed);
      expect(await seen(run)).toMatchObject([
        {
          closed: false,
          exposed: [expect.stringContaining("production/compute/Back")],
          announced: [expect.stringContaining("production/compute/Front")],
        },
      ]);
    });

    test("names nothing that only the list of a network has", async () => {
      const run = await announcing({});
      reach(run);

      expect(await prove(run, "closed", "production")).toEqual(done);
      expect(await seen(run)).toEqual([{ environment: "production", closed: true, exposed: [] }]);
    });
  });
});
