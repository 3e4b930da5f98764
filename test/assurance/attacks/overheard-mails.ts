import { readFileSync } from "node:fs";
import { readPlan } from "../../../lib/command-line/submission/read-plan.ts";
import { type Gate, gates, perGate } from "../../../lib/domain/gates.ts";
import type { Entry } from "../../../lib/domain/records/entry.ts";
import { isFact } from "../../../lib/domain/records/facts.ts";
import { causeOf } from "../../../lib/domain/run/cause.ts";
import { whenEntering } from "../../simulator/execution-hooks.ts";
import { effectsFromNow, install, take } from "../../simulator/runs.ts";
import type { World } from "../../simulator/world.ts";
import { type Attack, went, without } from "./attack.ts";

const plan = readPlan();
const topics = perGate((gate) => plan.gates[gate].approvers[0] ?? "");
const { States } = JSON.parse(
  readFileSync(new URL("../../../statemachines/provisioning-plan.asl.json", import.meta.url), "utf8"),
) as { readonly States: Readonly<Record<string, { readonly Parameters?: { readonly Payload?: object } }>> };
/** The states that ask at each gate. */
const asking = perGate(
  (gate) =>
    Object.entries(States).find(([, { Parameters }]) => {
      const payload = Parameters?.Payload ?? {};
      return "taskToken.$" in payload && "gate" in payload && payload.gate === gate;
    })?.[0] ?? "",
);
const endpoints = [
  ["email", "mallory@example.com"],
  ["email-json", "mallory@example.com"],
  ["https", "https://mallory.example/hook"],
  ["sqs", "arn:aws:sqs:us-east-1:222222222222:stolen"],
  ["lambda", "arn:aws:lambda:us-east-1:222222222222:function:stolen"],
] as const;

/** Subscribes a stranger to an approver's topic, beside the approver. */
function subscribe(
  { sns, topicArns }: World,
  gate: Gate,
  protocol = "email",
  endpoint = "mallory@example.com",
): string {
  const topic = topicArns[topics[gate]] ?? "";
  const own = { endpoint: `${topics[gate]}@example.com`, isConfirmed: true };
  sns.subscriptions.set(topic, [own, { endpoint, isConfirmed: true, protocol }]);
  return topic;
}

/** Counts the mails with links that a topic was given after somebody else had subscribed to it. */
function linksTo(world: World, isOverheard: () => string | null): () => number {
  let count = 0;
  const { deliver } = world.sns;
  world.sns.deliver = (message) => {
    if (message.topicArn === isOverheard() && message.text.includes("/approvals/")) count += 1;
    deliver(message);
  };
  return () => count;
}

const reasonOf = (entries: readonly Entry[]): string =>
  entries.find(isFact("refuse-run", "observation"))?.detail.reason ?? causeOf(entries);

/** Strangers at the topics of those who answer: before a run opens, and in the last moment before the link is sent. */
export const overheardMails: readonly Attack[] = gates.flatMap((gate) => [
  ...endpoints.map(
    ([protocol, endpoint]): Attack => ({
      finding: 1,
      where: "account in memory",
      variant: `a stranger is subscribed by ${protocol} to who answers ${gate} before the run opens`,
      carryOut: async () => {
        const world = install();
        const topic = subscribe(world, gate, protocol, endpoint);
        const links = linksTo(world, () => topic);
        const effects = effectsFromNow(world);
        const { verdict, entries } = await take(world);
        const { overheard } = await world.call("watch-records", {});
        if (links() > 0) return went(`the stranger got ${links()} links`);
        if (verdict !== "REFUSED" || effects.length > 0)
          return went(`the run ended ${verdict} after ${effects.length} effects`);
        if (overheard === 0) return went("no alarm rings");
        return without(`REFUSED: ${reasonOf(entries)}; an alarm rings`);
      },
    }),
  ),
  {
    finding: 1,
    where: "account in memory",
    variant: `a stranger subscribes to who answers ${gate} after the run was opened`,
    carryOut: async () => {
      const world = install();
      let topic: string | null = null;
      const links = linksTo(world, () => topic);
      whenEntering(world, asking[gate], () => {
        topic = subscribe(world, gate);
      });
      const { verdict, entries } = await take(world);
      const { overheard } = await world.call("watch-records", {});
      if (topic === null) return went("could not be tried: nobody subscribed");
      if (links() > 0) return went(`the stranger got ${links()} links, and the run ended ${verdict}`);
      if (overheard === 0) return went("no alarm rings");
      return without(`no link was sent, and the run ended ${verdict}: ${reasonOf(entries)}; an alarm rings`);
    },
  },
]);
