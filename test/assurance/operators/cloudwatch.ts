import { jsonIn } from "../../../lib/domain/records/json-in.ts";
import type { Outcome } from "../../simulator/functions.ts";
import type { World } from "../../simulator/world.ts";

/** A value of a metric at a time, with the dimension by which it is found. */
type Point = { readonly metric: string; readonly of: string; readonly atMs: number; readonly value: number };
/** A line of a function's log. */
type Logged = { readonly function: string; readonly atMs: number; readonly message: string };

/** Where the runtime writes each invocation's line; the functions of a world run in this process. */
const channels = [process.stdout, process.stderr];
const serviceOfLines = '"service":"interlock"';

/**
 * CloudWatch of an account in memory: the lines that the functions really write, the metrics embedded in them, and what AWS
 * itself counts of functions, executions and queues.
 */
export class CloudWatch {
  readonly lines: Logged[] = [];
  private readonly points: Point[] = [];
  private readonly world: World;

  constructor(world: World) {
    this.world = world;
    this.readLines();
    this.countInvocations();
    this.countAnswers();
    const { account } = world;
    account.services.set("cloudwatch", {
      ...account.services.get("cloudwatch"),
      PutMetricData: (input: PutMetricData) => this.putMetricData(input),
    });
    account.services.set("logs", {
      DescribeLogGroups: ({ logGroupNamePrefix }: { readonly logGroupNamePrefix: string }) => ({
        logGroups: [...new Set(this.lines.map((line) => `/aws/lambda/${line.function}`))]
          .filter((name) => name.startsWith(logGroupNamePrefix))
          .map((logGroupName) => ({ logGroupName })),
      }),
      FilterLogEvents: (input: FilterLogEvents) => this.filtered(input),
    });
  }

  /** The points of a metric with this dimension; what AWS counts itself is counted now. */
  pointsOf(metric: string, of: string): readonly Point[] {
    const { time, events } = this.world;
    const atMs = time.nowMs();
    if (metric === "ApproximateNumberOfMessagesVisible") {
      return [{ metric, of, atMs, value: events.deadLetters.length }];
    }
    return this.points.filter((point) => point.metric === metric && point.of === of);
  }

  /** Stops reading what this process writes. */
  close(): void {
    for (const restore of this.restores) restore();
  }

  private readonly restores: (() => void)[] = [];

  private readLines(): void {
    for (const channel of channels) {
      const { write } = channel;
      const reading = (chunk: string | Uint8Array, ...rest: never[]): boolean => {
        const text = String(chunk);
        if (!text.includes(serviceOfLines)) return write.call(channel, chunk, ...rest);
        for (const line of text.split("\n").filter((one) => one !== "")) this.read(line);
        return true;
      };
      channel.write = reading as typeof write;
      this.restores.push(() => {
        channel.write = write;
      });
    }
  }

  private read(message: string): void {
    const line = jsonIn(message) as Line;
    const atMs = this.world.time.nowMs();
    const of = [this.world.application, line.task, line.environment]
      .filter((part) => part !== undefined && part !== "")
      .join("-");
    this.lines.push({ function: of, atMs, message });
    for (const { Metrics, Dimensions } of line._aws?.CloudWatchMetrics ?? [])
      for (const { Name } of Metrics)
        this.points.push({
          metric: Name,
          // The functions of a world have no names of their own in this process.
          of: Dimensions.flat().includes("application") ? this.world.application : of,
          atMs,
          value: Number(line[Name]),
        });
  }

  private countInvocations(): void {
    const { functions, time } = this.world;
    const invoke = functions.invoke.bind(functions);
    functions.invoke = async (name, event, purpose): Promise<Outcome> => {
      this.points.push({ metric: "Invocations", of: name, atMs: time.nowMs(), value: 1 });
      const outcome = await invoke(name, event, purpose);
      if ("error" in outcome) this.points.push({ metric: "Errors", of: name, atMs: time.nowMs(), value: 1 });
      return outcome;
    };
  }

  /** What the API itself counts of the answers that browsers get. */
  private countAnswers(): void {
    const { world } = this;
    const fetch = world.fetch.bind(world);
    world.fetch = async (url, init) => {
      const response = await fetch(url, init);
      if (response.status >= 500)
        this.points.push({ metric: "5xx", of: world.application, atMs: world.time.nowMs(), value: 1 });
      return response;
    };
  }

  private putMetricData({ MetricData }: PutMetricData): object {
    for (const { MetricName, Dimensions, Value } of MetricData)
      this.points.push({
        metric: MetricName,
        of: Dimensions[0]?.Value ?? "",
        atMs: this.world.time.nowMs(),
        value: Value,
      });
    return {};
  }

  /** Source: CloudWatch Logs user guide, "Filter pattern syntax for unstructured log events". */
  private filtered({ logGroupName, filterPattern, startTime, endTime }: FilterLogEvents): object {
    const terms = [...filterPattern.matchAll(/(\?)?(?:"([^"]*)"|(\S+))/g)].map(
      ([, , quoted, plain]) => quoted ?? plain ?? "",
    );
    const events = this.lines
      .filter((line) => `/aws/lambda/${line.function}` === logGroupName)
      .filter(({ atMs }) => atMs >= startTime && atMs <= endTime)
      .filter(({ message }) => terms.some((term) => message.includes(term)))
      .map(({ atMs, message }) => ({ timestamp: atMs, message }));
    return { events };
  }
}

type Line = {
  readonly [name: string]: unknown;
  readonly task: string;
  readonly environment?: string;
  readonly _aws?: {
    readonly CloudWatchMetrics: readonly {
      readonly Metrics: readonly { Name: string }[];
      readonly Dimensions: readonly (readonly string[])[];
    }[];
  };
};
type PutMetricData = {
  readonly MetricData: readonly {
    readonly MetricName: string;
    readonly Dimensions: readonly { readonly Value: string }[];
    readonly Value: number;
  }[];
};
type FilterLogEvents = {
  readonly logGroupName: string;
  readonly filterPattern: string;
  readonly startTime: number;
  readonly endTime: number;
};
