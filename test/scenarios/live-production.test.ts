import { isFact } from "../../lib/domain/records/facts.ts";
import { reopeningOf, waysIn } from "../../lib/domain/run/reopening.ts";
import type { Way } from "../../lib/ports/exposure/port.ts";
import { ends, isOpen, live, twisted, watchClosed } from "../assurance/production/live.ts";
import {
  changeByHand,
  install,
  planWith,
  read,
  statesOf,
  sweep,
  take,
  takeUntil,
} from "../simulator/runs.ts";

describe("a live production", () => {
  test.each(Object.keys(ends))("is open as it was released after a change that is %s", async (end) => {
    const world = await live();
    const closed = watchClosed(world);
    const { entries = [] } = (await ends[end]?.(world, planWith())) ?? {};
    expect(isOpen(world)).toBe(true);
    const opened = entries.filter(isFact("reopen-ingress", "outcome"));
    if (end === "refused") {
      expect(closed()).toEqual([]);
      expect(entries.some(isFact("confirm-closed", "observation"))).toBe(false);
    } else {
      expect(reopeningOf(entries)).toBe("open");
      expect(opened.map(({ detail }) => waysIn(detail.exposed))).toEqual([
        ["internal internet-facing", "listener TCP 443"],
      ]);
    }
  });

  test("is open again after a check that does not hold", async () => {
    const world = await live();
    const { runId, verdict, entries } = await take(world, twisted({ fails: "validation" }));
    expect(verdict).toBe("ROLLED_BACK");
    expect(reopeningOf(entries)).toBe("open");
    expect(statesOf(world, runId)).toContain("6.3 Reopen ingress under the standing release");
  });

  test("is read back as closed, and its logs are read, before it opens again", async () => {
    const world = await live();
    const { entries } = await take(world, twisted({ fails: "update" }));
    const order = entries.map(({ action }) => action);
    const opened = order.indexOf("reopen-ingress");
    expect(order.lastIndexOf("confirm-closed")).toBeLessThan(opened);
    expect(order.lastIndexOf("preserve-logs")).toBeLessThan(opened);
    expect(order.lastIndexOf("prove-rollback")).toBeLessThan(opened);
  });

  test("stays closed where it does not stand as it was released, and the records say why", async () => {
    const world = await live();
    changeByHand(world, "production", "monitoring");
    const { entries } = await take(world, twisted({ fails: "update" }));
    expect(entries.find(isFact("reopen-ingress", "observation"))?.detail.reason).toMatch(
      /production\/monitoring does not stand as it was released/,
    );
    expect(isOpen(world)).toBe(false);
  });

  test("is opened by no run that closed nothing", async () => {
    const world = install();
    const { entries } = await take(world, twisted({ fails: "create" }));
    expect(entries.some(({ action }) => action === "reopen-ingress")).toBe(false);
  });

  test("opens again in a second execution where the first was stopped while it opened", async () => {
    const world = await live();
    const runId = await takeUntil(world, "6.3 Ingress reopened?", twisted({ fails: "update" }));
    await sweep(world);
    const { entries } = await read(world, runId);
    expect(reopeningOf(entries)).toBe("open");
    expect(isOpen(world)).toBe(true);
  });

  test("closes again where more can be reached than was released", async () => {
    const world = await live();
    const { services } = world.account;
    const describing = services.get("describe") ?? {};
    let restored = false;
    world.account.watchers.push({
      acts: ({ process, operation }) => {
        restored ||= operation === "CreateStack" && process.name.includes("reopen-ingress");
      },
    });
    services.set("describe", {
      ...describing,
      FindExposed: (input) => {
        const found = describing["FindExposed"]?.(input) as readonly Way[];
        return restored && found.length > 0
          ? [...found, { what: "listener TCP 22 of a-new-one", lingers: false }]
          : found;
      },
    });
    const { entries } = await take(world, twisted({ fails: "update" }));
    expect(entries.find(isFact("reopen-ingress", "outcome"))?.detail).toMatchObject({
      result: "closed",
      reason: "it opened more than was released: listener TCP 22",
    });
    expect(isOpen(world)).toBe(false);
  });

  test("waits with the comparison of a step for the exports that this run has yet to create", async () => {
    const world = await live();
    const importing = (value: object) =>
      JSON.stringify({ Resources: { Bucket: { Type: "AWS::S3::Bucket", Properties: { Tags: [value] } } } });
    const name = "shop-network-new";
    const { verdict, entries } = await take(world, {
      commit: 2,
      templateOf: (environment, part) => {
        if (environment !== "production") return undefined;
        if (part === "network")
          return JSON.stringify({
            Resources: {
              Bucket: { Type: "AWS::S3::Bucket" },
              Network: { Type: "AWS::EC2::VPC", Properties: {} },
            },
            Outputs: { New: { Value: { Ref: "Network" }, Export: { Name: name } } },
          });
        return part === "compute" ? importing({ "Fn::ImportValue": name }) : undefined;
      },
    });
    const prepared = entries.filter(isFact("provision-step", "intent")).map(({ detail }) => detail);
    const at = (operation: string, step: string) =>
      prepared.findIndex(
        (one) => one.environment === "production" && one.operation === operation && one.step === step,
      );
    expect(verdict).toBe("SUCCEEDED");
    expect(at("prepare", "network")).toBeLessThan(at("close-ingress", "ingress"));
    expect(at("prepare", "compute")).toBeGreaterThan(at("update", "network"));
  });
});
