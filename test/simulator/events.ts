import * as z from "zod";
import { controlPlaneAccount } from "./accounts/environment-accounts.ts";
import type { Functions } from "./functions.ts";
import type { VirtualTime } from "./time.ts";

/** An event as EventBridge carries it. */
export type BusEvent = {
  readonly source: string;
  readonly "detail-type": string;
  readonly detail: Readonly<Record<string, unknown>>;
};

/** A rule of the control plane: what it matches, or how often it fires, and the functions that it calls. */
export type Rule = {
  readonly name: string;
  readonly pattern: Readonly<Record<string, unknown>> | null;
  readonly everyMs: number | null;
  readonly targets: readonly string[];
};

const templateSchema = z.object({
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.unknown() })),
});
const ruleProperties = z.object({
  EventPattern: z.record(z.string(), z.unknown()).optional(),
  ScheduleExpression: z.string().optional(),
  Targets: z.array(z.object({ Arn: z.unknown() })),
});
const minuteMs = 60_000;

/** The rules of a synthesised template whose targets are functions: a new rule needs no line here. */
export function rulesIn(template: unknown): readonly Rule[] {
  const { Resources } = templateSchema.parse(template);
  const functionName = (arn: unknown): string[] => {
    const id = (arn as { "Fn::GetAtt"?: [string, string] })["Fn::GetAtt"]?.[0] ?? "";
    const properties = Resources[id]?.Properties as { FunctionName?: string } | undefined;
    return properties?.FunctionName === undefined ? [] : [properties.FunctionName];
  };
  return Object.entries(Resources)
    .filter(([, { Type }]) => Type === "AWS::Events::Rule")
    .map(([name, { Properties }]) => {
      const { EventPattern = null, ScheduleExpression, Targets } = ruleProperties.parse(Properties);
      const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(ScheduleExpression ?? "") ?? [];
      const minutes = { minute: 1, hour: 60, day: 1_440 }[unit ?? ""] ?? 0;
      return {
        name,
        pattern: EventPattern === null ? null : (resolved(EventPattern) as Rule["pattern"]),
        everyMs: count === undefined ? null : Number(count) * minutes * minuteMs,
        targets: Targets.flatMap(({ Arn }) => functionName(Arn)),
      };
    });
}

/** Where the control plane's stack is. */
const pseudo: Readonly<Record<string, string>> = {
  "AWS::AccountId": controlPlaneAccount,
  "AWS::Region": "us-east-1",
  "AWS::Partition": "aws",
};

/** A pattern with the intrinsic functions that name the stack's own account, region and partition resolved. */
function resolved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== "object" || value === null) return value;
  const { Ref, "Fn::Join": join } = value as { Ref?: string; "Fn::Join"?: [string, unknown[]] };
  if (Ref !== undefined && Ref in pseudo) return pseudo[Ref];
  if (join !== undefined) return join[1].map(resolved).join(join[0]);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolved(one)]));
}

/** Source: Lambda developer guide, asynchronous invocation: two more attempts, one and two minutes later. */
const retryAfterMs = [minuteMs, 2 * minuteMs];

/**
 * EventBridge: an event is delivered at least once, in no promised order, and sometimes not at all where its source
 * promises only its best effort. `deliveriesOf` says after how many milliseconds each time.
 */
export class Events {
  /** Events that no attempt could deliver. */
  readonly deadLetters: { readonly functionName: string; readonly event: unknown }[] = [];
  deliveriesOf: (event: BusEvent) => readonly number[] = () => [20];
  /** Whether rules with a schedule fire: an operator can disable them (EventBridge API reference, DisableRule). */
  isScheduled = true;
  private readonly time: VirtualTime;
  private readonly functions: Functions;
  private readonly rules: readonly Rule[];

  constructor(time: VirtualTime, functions: Functions, rules: readonly Rule[]) {
    this.time = time;
    this.functions = functions;
    this.rules = rules;
    for (const { everyMs, targets } of rules) if (everyMs !== null) this.schedule(everyMs, targets);
  }

  /** Puts an event on its bus. */
  put(event: BusEvent): void {
    for (const { pattern, targets } of this.rules)
      if (pattern !== null && matches(pattern, event))
        for (const afterMs of this.deliveriesOf(event))
          for (const functionName of targets)
            this.time.after(afterMs, () => void this.deliver(functionName, event, event["detail-type"]));
  }

  private schedule(everyMs: number, targets: readonly string[]): void {
    this.time.after(everyMs, () => {
      if (this.isScheduled)
        for (const functionName of targets)
          void this.deliver(functionName, { source: "aws.events" }, "the schedule");
      this.schedule(everyMs, targets);
    });
  }

  private async deliver(functionName: string, event: unknown, purpose: string): Promise<void> {
    for (const waitMs of [...retryAfterMs, null]) {
      const outcome = await this.functions.invoke(functionName, event, purpose);
      if (!("error" in outcome)) return;
      if (waitMs === null) this.deadLetters.push({ functionName, event });
      else await this.time.pause(waitMs);
    }
  }
}

/** Whether an event has, at each place of the pattern, one of the values that it lists. */
function matches(pattern: Readonly<Record<string, unknown>>, value: unknown): boolean {
  return Object.entries(pattern).every(([key, wanted]) => {
    const found = (value as Record<string, unknown> | undefined)?.[key];
    if (!Array.isArray(wanted)) return matches(wanted as Record<string, unknown>, found);
    // Of a list, one value that matches is enough (EventBridge user guide, event patterns).
    return [found]
      .flat()
      .some((one) =>
        wanted.some((option) =>
          typeof option === "object" && option !== null && "prefix" in option
            ? typeof one === "string" && one.startsWith(String(option.prefix))
            : option === one,
        ),
      );
  });
}
