import type { Fact } from "../../../lib/domain/records/facts.ts";
import { intended, undone } from "../../fakes/facts.ts";
import { OpenedRun, templateOf } from "../../simulator/opened-run.ts";
import { done, failed, prove, signed } from "./proving.ts";

describe("the proof that ingress is closed", () => {
  /** A run that opened ingress, and what became of it since. */
  async function opened(...facts: readonly Fact[]): Promise<OpenedRun> {
    const run = await OpenedRun.begin();
    await run.say(intended("production/ingress"), ...facts);
    return run;
  }
  const seen = (run: OpenedRun) => run.told("confirm-closed", "observation");
  /** A load balancer can be reached in the network of production. */
  const reach = (run: OpenedRun) => {
    run.exists(
      run.step("production", "network"),
      templateOf("network", { resources: { Vpc: { Type: "AWS::EC2::VPC" } } }),
    );
    run.cloudFormation.leave({
      type: "AWS::ElasticLoadBalancingV2::LoadBalancer",
      id: "balancer",
      stackName: "shop-production-ingress",
    });
  };

  test("needs nothing where the run did nothing", async () => {
    const run = await OpenedRun.begin();
    reach(run);
    const { transactions } = run.watch();

    expect(await prove(run, "closed", "production")).toEqual(done);
    expect(transactions).toEqual([]);
  });

  test("is given, and signed for, when the ingress was taken down and nothing can be reached", async () => {
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

  test("waits while what was taken down may linger, and writes nothing", async () => {
    const run = await opened(undone("production/ingress"));
    reach(run);
    await run.installation.pass(15 * 60_000 - 1);
    const { transactions } = run.watch();

    expect(await prove(run, "closed", "production")).toEqual({ outcome: "waiting", waitSeconds: 15 });
    expect(transactions).toEqual([]);
  });

  test("fails when it lingers for longer, and says what can be reached", async () => {
    const run = await opened(undone("production/ingress"));
    reach(run);
    await run.installation.pass(15 * 60_000);

    expect(await prove(run, "closed", "production")).toEqual(failed);
    expect(await seen(run)).toEqual([
      { environment: "production", closed: false, exposed: ["listener TCP 443 of balancer"] },
    ]);
    expect(await signed(run)).toEqual([]);
  });

  test.each<[string, Fact[]]>([
    ["nothing was taken down", []],
    ["only another part was", [undone("production/compute")]],
  ])("fails at once when %s", async (_what, facts) => {
    const run = await opened(...facts);
    reach(run);

    expect(await prove(run, "closed", "production")).toEqual(failed);
  });
});
