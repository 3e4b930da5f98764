import { composeDossier } from "../../../functions/open-gate/compose-dossier.ts";
import { canonicalJson, digestOf, sha256 } from "../../../lib/domain/canonical.ts";
import type { Environment } from "../../../lib/domain/environment.ts";
import { dossierSchema } from "../../../lib/domain/gate/dossier.ts";
import { identityDigest } from "../../../lib/domain/gate/may-decide.ts";
import { type Gate, gates } from "../../../lib/domain/gates.ts";
import type { FactOf } from "../../../lib/domain/records/facts.ts";
import { deployedDigest } from "../../../lib/domain/step/deployed-digest.ts";
import { lookAtRealState } from "../../../lib/shared-use-cases/look-at-real-state.ts";
import { intended, provisioned, validated } from "../../fakes/facts.ts";
import { type OpenedRun, openedRun, standsAsWanted, type Wanted } from "../../fakes/opened-run.ts";

type Intent = FactOf<"provision-step", "intent">["detail"];

const people = [{ name: "Dora", address: "dora@example.com" }];
const template = (resources: object) => JSON.stringify({ Resources: resources });
const bucket = (Properties: object = {}) => ({ Type: "AWS::S3::Bucket", Properties });
const wanted = template({ Data: bucket({ BucketName: "new" }) });
const before = template({ Data: bucket({ BucketName: "old" }), Other: bucket() });
const standing = (text: string) => deployedDigest({ templateDigest: sha256(text), parameters: {}, tags: {} });

/** A run all of whose environments stand as wanted, but for what a test says. */
async function composing(of: Wanted = {}) {
  const run = await openedRun(of);
  for (const environment of ["development", "staging", "production"] as const)
    await standsAsWanted(run, environment);
  const compose = async (gate: Gate, again: string | null = null) =>
    composeDossier(
      run.world.ports,
      gate,
      { plan: run.plan, change: run.change, run: await run.written() },
      { people, expiresAtMs: 4_711, again },
    );
  const step = async (gate: Gate, name: string) => {
    const found = (await compose(gate)).steps.find(({ step: of }) => of === name);
    if (found === undefined) throw new Error(`no step ${name}`);
    return found;
  };
  return { ...run, compose, step };
}

/** One step, storage, wants a template of its own; every other step stands as it wants. */
const wantsStorage = (environment: Environment): Wanted => ({
  change: {
    templateOf: (of, step) => (of === environment && step === "storage" ? wanted : `{"${of}":"${step}"}`),
  },
});

/** The intent about production's storage, under its operation's own token. */
const intent = (operation: Intent["operation"], more: Partial<Intent> = {}) =>
  intended("production/storage", { operation, token: operation, ...more });
const kept = (run: OpenedRun, text: string) =>
  run.world.changes.keep(canonicalJson({ template: text, parameters: {}, tags: {}, previous: [] }));

describe("a dossier says", () => {
  test("what is asked, of whom, under which plan and about which change", async () => {
    const { compose, plan, planDigest, changeDigest, change, runId } = await composing({
      plan: (plan) => {
        plan.gates["staging-sign-off"] = {
          ...plan.gates["staging-sign-off"],
          approvers: ["staging-approver", "release-manager"],
          quorum: 2,
          identity: "oidc",
        };
      },
      waivers: [{ check: "a-check", fact: "a-fact", reason: "a sandbox" }],
    });
    const { parents: _, ...commit } = change.commit;
    const dossier = await compose("staging-sign-off", "staging was changed");
    expect(dossier).toMatchObject({
      gate: "staging-sign-off",
      environment: "staging",
      clause: "6.1",
      question: "Is staging good enough to go on to production?",
      runId,
      application: "shop",
      documentId: plan.documentId,
      planDigest,
      changeDigest,
      repository: "example/shop",
      people,
      approvers: ["staging-approver", "release-manager"],
      quorum: 2,
      identity: "oidc",
      waivers: [{ check: "a-check", fact: "a-fact", reason: "a sandbox" }],
      again: "staging was changed",
      expiresAtMs: 4_711,
    });
    expect(dossier.commit).toEqual(commit);
  });

  test.each(gates)("at %s what can be kept and read again", async (gate) => {
    const { compose } = await composing();
    const dossier = await compose(gate);
    expect(dossierSchema.parse(JSON.parse(canonicalJson(dossier)))).toEqual(dossier);
  });

  test("under which addresses those who are asked commit, by digest, and nobody else's", async () => {
    const owner = {
      id: "platform-owner",
      name: "Paula",
      address: "paula@example.com",
      identities: ["p@home.example"],
    };
    const other = { id: "staging-approver", name: "Sue", address: "sue@example.com", identities: [] };
    const { compose } = await composing({ settings: { approvers: [other, owner] } });
    expect((await compose("plan-approval")).directory).toEqual([
      {
        approver: "platform-owner",
        identities: [identityDigest("paula@example.com"), identityDigest("p@home.example")],
      },
    ]);
  });

  test("how its environment really stands, drift included", async () => {
    const { compose, world, change } = await composing();
    const { digest } = await lookAtRealState(world.ports, change, "production");
    expect((await compose("change-record")).realState).toBe(digest);
  });
});

describe("the plan itself is shown", () => {
  test("where it is what is asked about: its checks, its rollback and its gates", async () => {
    const { compose, plan } = await composing();
    expect((await compose("plan-approval")).plan).toEqual({
      title: plan.title,
      environments: [
        { name: "development", checks: ["Access restricted"], rollback: "everything created is destroyed" },
        { name: "staging", checks: ["Access restricted"], rollback: "everything created is destroyed" },
        {
          name: "production",
          checks: ["Access restricted"],
          rollback: "ingress is closed; network, logging, storage, database stay",
        },
      ],
      gates: [
        { gate: "plan-approval", approvers: ["platform-owner"], quorum: 1, hours: 72, identity: "mailbox" },
        {
          gate: "staging-sign-off",
          approvers: ["staging-approver"],
          quorum: 1,
          hours: 72,
          identity: "mailbox",
        },
        { gate: "change-record", approvers: ["change-manager"], quorum: 1, hours: 72, identity: "mailbox" },
        {
          gate: "production-release",
          approvers: ["release-manager"],
          quorum: 1,
          hours: 72,
          identity: "mailbox",
        },
      ],
    });
  });

  test.each(gates.slice(1))("not at %s", async (gate) => {
    expect((await (await composing()).compose(gate)).plan).toBeNull();
  });
});

describe("what the checks answered is shown", () => {
  const reading = (saw: string) => ({ check: "c", fact: "f", resource: "r", answer: "held" as const, saw });

  test("as they answered last, of the gate's own environment", async () => {
    const { compose, write } = await composing();
    await write([
      validated("staging", { readings: [reading("first")] }),
      validated("staging", { readings: [reading("last")] }),
      validated("production", { readings: [reading("another's")] }),
      intent("create", { environment: "staging" }),
    ]);
    expect((await compose("staging-sign-off")).readings).toEqual([reading("last")]);
  });

  test("as nothing where none was asked yet", async () => {
    expect((await (await composing()).compose("change-record")).readings).toEqual([]);
  });
});

describe("where production differs from staging is shown", () => {
  test("before production changes, and what the plan allows is named", async () => {
    const { compose } = await composing({
      change: {
        templateOf: (environment) =>
          template({
            Bucket: { ...bucket({ large: environment === "production" }), DeletionPolicy: environment },
          }),
      },
    });
    const { parity } = await compose("change-record");
    expect(parity.filter(({ step }) => step === "storage")).toEqual([
      { step: "storage", at: "/Bucket/Properties/large", allowed: null },
    ]);
    expect(parity.map(({ step, allowed }) => [step, allowed])).toEqual(
      expect.arrayContaining([
        ["ingress", "6.3: only production is reached by the public, and only after its release"],
      ]),
    );
  });

  test.each(["plan-approval", "staging-sign-off", "production-release"] as const)(
    "not at %s",
    async (gate) => {
      expect((await (await composing()).compose(gate)).parity).toEqual([]);
    },
  );
});

describe("a step that stands as wanted", () => {
  test("is shown as one that stays", async () => {
    const { step, change } = await composing();
    const [network] = change.environments.production;
    const stands = standing('{"production":"network"}');
    expect(await step("change-record", "network")).toEqual({
      step: "network",
      part: "network",
      stackName: "shop-production-network",
      templateDigest: network?.templateDigest,
      parametersDigest: digestOf({}),
      tagsDigest: digestOf({}),
      wantedDigest: stands,
      baselineDigest: stands,
      done: null,
      effects: [],
      widening: [],
      undo: "untouched",
    });
  });
});

test("the template of a step that stands as wanted is not read: nothing is to be predicted", async () => {
  const { world, change, compose } = await composing();
  for (const { templateDigest } of change.environments.staging) world.objects.delete(templateDigest);
  expect((await compose("staging-sign-off")).steps).toHaveLength(5);
});

describe("a step that would change", () => {
  // Whoever predicts first waits until the specification of every resource type is read.
  test("is shown with its effects, gravest first, and is restored when it is undone", async () => {
    const run = await composing(wantsStorage("production"));
    run.world.stacks.plant("shop-production-storage", before);
    expect(await run.step("change-record", "storage")).toMatchObject({
      baselineDigest: standing(before),
      wantedDigest: standing(wanted),
      effects: [
        { effect: "remove", logicalId: "Other" },
        { effect: "replace", logicalId: "Data" },
      ],
      undo: "restored",
    });
  }, 60_000);

  test("is shown with what it opens", async () => {
    const rule = { IpProtocol: "tcp", FromPort: 443, ToPort: 443, CidrIp: "0.0.0.0/0" };
    const open = template({
      Door: {
        Type: "AWS::EC2::SecurityGroup",
        Properties: { GroupDescription: "door", SecurityGroupIngress: [rule] },
      },
    });
    const run = await composing({ change: { templateOf: () => open } });
    run.world.stacks.plant("shop-production-compute", template({}));
    expect((await run.step("change-record", "compute")).widening).toEqual([
      expect.stringContaining("lets in TCP 443 from Everyone"),
    ]);
  });

  test.each([
    ["is kept when it is undone, where the plan keeps its part", "storage", "kept"],
    ["is deleted when it is undone, where the plan keeps it not", "compute", "deleted"],
  ])("and does not stand yet %s", async (_, name, undo) => {
    const run = await composing();
    run.world.stacks.forget(`shop-production-${name}`);
    expect(await run.step("change-record", name)).toMatchObject({
      baselineDigest: null,
      effects: [],
      undo,
    });
  });
});

describe("a step that this run has touched already", () => {
  test("and created is shown as it was before: not there", async () => {
    const run = await composing();
    await run.write([intent("create"), provisioned("production/storage")]);
    expect(await run.step("production-release", "storage")).toMatchObject({
      baselineDigest: null,
      done: "created",
      undo: "kept",
    });
  });

  test("and updated is shown as it stood before, from what was kept of it", async () => {
    const run = await composing(wantsStorage("production"));
    const baselineDigest = await kept(run, before);
    await run.write([
      intent("prepare", { baselineDigest }),
      intent("update", { baselineDigest }),
      provisioned("production/storage", { result: "updated" }),
    ]);
    expect(await run.step("production-release", "storage")).toMatchObject({
      baselineDigest: standing(before),
      done: "updated",
      effects: [{ effect: "remove" }, { effect: "replace" }],
      undo: "restored",
    });
  });

  test.each<[string, Partial<Intent> & { operation: Intent["operation"] }]>([
    ["only prepared", { operation: "prepare" }],
    ["only taken a leftover away from", { operation: "delete-leftover" }],
    ["touched in another environment", { operation: "create", environment: "staging" }],
    ["not touched, but another one", { operation: "create", step: "database" }],
  ])("or rather has %s is shown as it stands", async (_, { operation, ...more }) => {
    const run = await composing();
    const stands = standing('{"production":"storage"}');
    await run.write([intent(operation, { baselineDigest: await kept(run, before), ...more })]);
    expect(await run.step("production-release", "storage")).toMatchObject({
      baselineDigest: stands,
      effects: [],
      undo: "untouched",
    });
  });
});
