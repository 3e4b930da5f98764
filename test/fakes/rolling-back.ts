import { type Change, changeDigest } from "../../lib/domain/change/manifest.ts";
import type { Environment, Part } from "../../lib/domain/environment.ts";
import type { Entry } from "../../lib/domain/records/entry.ts";
import type { Fact, FactOf } from "../../lib/domain/records/facts.ts";
import { planDigest } from "../../lib/plan/schema.ts";
import type { Settings } from "../../lib/ports/settings/port.ts";
import type { Signer, Statement } from "../../lib/ports/signer/port.ts";
import type { StackRequest } from "../../lib/ports/stack-reader/port.ts";
import { intended, opened } from "./facts.ts";
import { testPlan, World } from "./world.ts";

type Options = {
  readonly templateOf?: (environment: Environment, step: string) => string;
  readonly settings?: Partial<Settings>;
};

const plan = testPlan();

/** A run that has the lease and was opened, and what a rollback of it may meet. Nothing was provisioned yet. */
export class RollingBack {
  readonly world: World;
  readonly change: Change;
  readonly runId: string;
  readonly epoch: number;
  /** What was signed, in order. */
  readonly signed: Statement[] = [];
  /** How often the records were written to. */
  writes = 0;

  private constructor(world: World, change: Change, work: { runId: string; epoch: number }) {
    this.world = world;
    this.change = change;
    this.runId = work.runId;
    this.epoch = work.epoch;
    const append = world.records.append.bind(world.records);
    world.records.append = async (...asked) => {
      this.writes += 1;
      return append(...asked);
    };
  }

  static async begin({ templateOf, settings }: Options = {}): Promise<RollingBack> {
    const world = new World(settings);
    const change = await world.change(templateOf === undefined ? {} : { templateOf });
    const { runId } = await world.submit(change, plan);
    const { epoch } = await world.records.lease();
    const run = new RollingBack(world, change, { runId, epoch });
    await run.say(
      opened({
        planDigest: planDigest(plan),
        changeDigest: changeDigest(change),
        execution: `arn:execution:${runId}`,
        epoch,
      }),
    );
    return run;
  }

  get stacks() {
    return this.world.stacks;
  }

  get work() {
    return { runId: this.runId, epoch: this.epoch };
  }

  get ports() {
    const signer: Signer = {
      sign: async (_work, statement) => {
        this.signed.push(statement);
        return { payloadType: "", payload: "", signatures: [] };
      },
      publicKeyPem: () => this.world.signingKey.publicKeyPem(),
    };
    return { ...this.world.ports, signer };
  }

  /** Writes what somebody said, now. */
  async say(...facts: readonly Fact[]): Promise<void> {
    this.world.records.write(await this.world.records.read(this.runId), "somebody", facts);
  }

  async entries(): Promise<readonly Entry[]> {
    return (await this.world.records.read(this.runId)).entries;
  }

  /** What the entries of one action and kind say, in order. */
  async told<A extends Fact["action"], K extends Fact["kind"]>(action: A, kind: K) {
    return (await this.entries()).flatMap((entry) =>
      entry.action === action && entry.kind === kind ? [entry.detail as FactOf<A, K>["detail"]] : [],
    );
  }

  /** What a stack of the change is asked for with. */
  async request(environment: Environment, part: Part): Promise<StackRequest> {
    const step = this.change.environments[environment].find((one) => one.part === part);
    if (step === undefined) throw new Error(`no ${part} in ${environment}`);
    const { stackName, templateDigest, parameters, tags } = step;
    const template = await this.world.changes.bytes(templateDigest);
    return { stackName, template, parameters, tags, previous: [], token: `create ${part}` };
  }

  /** This run creates the stacks of these parts. */
  async create(environment: Environment, ...parts: readonly Part[]): Promise<void> {
    for (const part of parts) {
      await this.say(intended(`${environment}/${part}`, { token: `create ${part}` }));
      await this.stacks.create(await this.request(environment, part));
    }
  }
}
