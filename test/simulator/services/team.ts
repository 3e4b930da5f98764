import type { HttpAnswer } from "../../../lib/domain/check/team-answers.ts";
import type { Service } from "../account.ts";
import type { CloudFormation } from "./cloudformation.ts";
import type { Resource } from "./stack-types.ts";

/** What a team's function does when it is asked: answer, throw, or never end. */
type TeamFunction = (event: Readonly<Record<string, string>>) => Promise<string> | string;

const minuteMs = 60_000;
const alarmTypes = ["AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"];

const refused = (name: string, message: string) => Object.assign(new Error(message), { name });

/** What a team's own checks ask: alarms, functions of an environment, and addresses of the internet. */
export class Team {
  /** The states of alarms by physical id, where a test wants another than the usual one. */
  readonly alarms = new Map<string, { readonly state: string; readonly sinceMs: number }>();
  /** What functions do, by logical id. @default they say that all is well */
  readonly functions = new Map<string, TeamFunction>();
  /** What addresses answer. @default 200, at once */
  readonly web = new Map<string, HttpAnswer>();
  /** The addresses that were asked. */
  readonly asked: string[] = [];
  private readonly cloudFormation: CloudFormation;
  private readonly nowMs: () => number;

  constructor(cloudFormation: CloudFormation, nowMs: () => number) {
    this.cloudFormation = cloudFormation;
    this.nowMs = nowMs;
  }

  /**
   * CloudWatch. Source: CloudWatch user guide, "Using Amazon CloudWatch alarms": an alarm that has just started has
   * INSUFFICIENT_DATA. A name that no alarm has is no error (API reference, DescribeAlarms).
   */
  readonly cloudWatch: Service = {
    PutMetricData: () => ({}),
    DescribeAlarms: ({ AlarmNames }: { readonly AlarmNames: readonly string[] }) => ({
      MetricAlarms: AlarmNames.flatMap((name) => {
        const found = this.cloudFormation.resources.get(name);
        if (found === undefined || !alarmTypes.includes(found.type)) return [];
        const startedAtMs = found.createdAtMs + minuteMs;
        const usual =
          startedAtMs <= this.nowMs()
            ? { state: "OK", sinceMs: startedAtMs }
            : { state: "INSUFFICIENT_DATA", sinceMs: found.createdAtMs };
        const { state, sinceMs } = this.alarms.get(name) ?? usual;
        return [{ AlarmName: name, StateValue: state, StateTransitionedTimestamp: new Date(sinceMs) }];
      }),
    }),
  };

  /** The function of an environment by its name; undefined if no stack has it. */
  functionOf(name: string): Resource | undefined {
    const found = this.cloudFormation.resources.get(name);
    return found?.type === "AWS::Lambda::Function" ? found : undefined;
  }

  /** The tags of a resource, as its stack's template declares them. */
  tagsOf({ stackName, logicalId }: Resource): Readonly<Record<string, string>> {
    const properties =
      this.cloudFormation.there(stackName).deployed.template.resources[logicalId]?.Properties;
    const tags = (properties?.["Tags"] ?? []) as readonly { readonly Key: string; readonly Value: string }[];
    return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
  }

  /** Lambda's Invoke. Source: Lambda API reference: a function that throws is a 200 with a FunctionError. */
  async invoke(name: string, payload: Uint8Array): Promise<object> {
    const found = this.functionOf(name);
    if (found === undefined) throw refused("ResourceNotFoundException", `Function not found: ${name}`);
    const event = JSON.parse(Buffer.from(payload).toString("utf8")) as Readonly<Record<string, string>>;
    const usual: TeamFunction = () => JSON.stringify({ answer: "held", saw: "all is well" });
    try {
      const answer = await (this.functions.get(found.logicalId) ?? usual)(event);
      return { StatusCode: 200, Payload: Buffer.from(answer) };
    } catch (error) {
      const said = { errorType: "Error", errorMessage: error instanceof Error ? error.message : "" };
      return { StatusCode: 200, FunctionError: "Unhandled", Payload: Buffer.from(JSON.stringify(said)) };
    }
  }

  /** The internet. */
  async get(url: string): Promise<HttpAnswer> {
    this.asked.push(url);
    const usual: HttpAnswer = {
      result: "answered",
      status: 200,
      body: "ok",
      isCut: false,
      certificateEndsAtMs: this.nowMs() + 90 * 24 * 60 * minuteMs,
      tookMs: 12,
    };
    return this.web.get(url) ?? usual;
  }
}
