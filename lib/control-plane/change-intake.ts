import { Duration } from "aws-cdk-lib";
import { EventBus, Rule, Schedule } from "aws-cdk-lib/aws-events";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { Operators } from "./alarms.ts";
import { deliveredTo } from "./delivery.ts";

/** How a change becomes a run: the bus that receives submissions, and the sweep that finds stuck runs from outside. */
export class ChangeIntake extends Construct {
  readonly bus: EventBus;

  constructor(
    scope: Construct,
    id: string,
    {
      application,
      stateMachineArn,
      startRun,
      sweep,
      showOutcome,
      operators,
    }: {
      readonly application: string;
      /** The parent's. */
      readonly stateMachineArn: string;
      readonly startRun: IFunction;
      readonly sweep: IFunction;
      /** Shows at a commit how its run goes; null if the settings name no page to show it on. */
      readonly showOutcome: IFunction | null;
      /** Who hears of events that could not be delivered. */
      readonly operators: Operators;
    },
  ) {
    super(scope, id);
    this.bus = new EventBus(this, "Bus", { eventBusName: application });
    const submitted = new Rule(this, "ChangeSubmitted", {
      eventBus: this.bus,
      description: "A change was submitted: start its run",
      eventPattern: { source: ["interlock"], detailType: ["Change Submitted"] },
    });
    submitted.addTarget(deliveredTo(this, startRun, operators));
    // The sweep finds it as well: these events are best effort (EventBridge, "Events from Step Functions").
    const ended = new Rule(this, "ExecutionEnded", {
      description: "An execution ended: look whether its run did",
      eventPattern: {
        source: ["aws.states"],
        detailType: ["Step Functions Execution Status Change"],
        detail: { status: ["FAILED", "TIMED_OUT", "ABORTED"], stateMachineArn: [stateMachineArn] },
      },
    });
    const everyMinute = new Rule(this, "EveryMinute", {
      description: "Look from outside at what no catch branch sees",
      schedule: Schedule.rate(Duration.minutes(1)),
    });
    const target = deliveredTo(this, sweep, operators);
    const closed = new Rule(this, "RunClosed", {
      eventBus: this.bus,
      description: "A run is sealed: tell everyone concerned",
      eventPattern: { source: ["interlock"], detailType: ["Run Closed"] },
    });
    const queued = new Rule(this, "ChangeQueued", {
      eventBus: this.bus,
      description: "A change waits or is superseded: tell its people",
      eventPattern: { source: ["interlock"], detailType: ["Change Queued"] },
    });
    closed.addTarget(target);
    queued.addTarget(target);
    everyMinute.addTarget(target);
    ended.addTarget(target);
    if (showOutcome !== null) {
      const moved = new Rule(this, "RunMoved", {
        eventBus: this.bus,
        description: "A change waits, has come further, or has ended: show it at its commit",
        eventPattern: { source: ["interlock"], detailType: ["Change Queued", "Run Moved", "Run Closed"] },
      });
      moved.addTarget(deliveredTo(this, showOutcome, operators));
    }
  }
}
