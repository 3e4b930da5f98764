import { composeDossier } from "../../../functions/open-gate/compose-dossier.ts";
import { canonicalJson } from "../../../lib/domain/canonical.ts";
import { dossierSchema } from "../../../lib/domain/gate/dossier.ts";
import { identityDigest } from "../../../lib/domain/gate/may-decide.ts";
import { gates } from "../../../lib/domain/gates.ts";
import { keyFingerprint } from "../../../lib/domain/records/dsse.ts";
import type { Plan } from "../../../lib/plan/schema.ts";
import { lookAtRealState } from "../../../lib/shared-use-cases/look-at-real-state.ts";
import { validated } from "../../fixtures/sample-facts.ts";

import { allSteps, bucket, composing, intent, people, template } from "./composing.ts";

/** Each environment has one check, which names it. */
const oneCheck = ({ environments: all }: Plan) => {
  for (const environment of all)
    environment.checks = environment.checks
      .slice(0, 1)
      .map((check) => ({ ...check, text: `The check of ${environment.name}` }));
};

describe("a dossier says", () => {
  test("names the question, the approvers, the change and the plan", async () => {
    const { run, compose, plan, change } = await composing({
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
    const dossier = await compose("staging-sign-off", { again: "staging was changed" });
    expect(dossier).toMatchObject({
      gate: "staging-sign-off",
      environment: "staging",
      clause: "6.1",
      question: "Is staging good enough to go on to production?",
      runId: run.runId,
      application: "shop",
      documentId: plan.documentId,
      planDigest: run.planDigest,
      changeDigest: run.changeDigest,
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

  test.each(gates)("at %s contains only what can be stored and read again", async (gate) => {
    const { compose } = await composing();
    const dossier = await compose(gate);
    expect(dossierSchema.parse(JSON.parse(canonicalJson(dossier)))).toEqual(dossier);
  });

  test("the digests of the addresses under which its approvers commit, and of no others", async () => {
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

  test("the commit from which contributors are counted, and who adopted it, if they are not counted from a run's", async () => {
    const { compose } = await composing();
    const adopted = { commit: "f".repeat(40), by: "platform-owner", at: "2026-11-24T10:00:00.000Z" };
    expect((await compose("plan-approval", { adopted })).adopted).toEqual(adopted);
    expect(await compose("plan-approval")).not.toHaveProperty("adopted");
  });

  test("the key that decisions are signed with, if the run was opened with one", async () => {
    const { run, installation, plan, change, compose } = await composing();
    const { decisionKeyPem } = installation.kms;
    expect((await compose("plan-approval")).decisionKeyFingerprint).toBe(keyFingerprint(decisionKeyPem));
    const written = await run.written();
    const entries = written.entries.map((entry) => {
      if (entry.action !== "open-run") return entry;
      const { decisionKeyFingerprint: _, ...detail } = entry.detail;
      return { ...entry, detail };
    });
    const dossier = await installation.does(() =>
      composeDossier(
        installation.ports("open-gate"),
        "plan-approval",
        { plan, change, run: { ...written, entries } },
        { contributors: { people, adopted: null }, expiresAtMs: 1, again: null },
      ),
    );
    expect(dossier).not.toHaveProperty("decisionKeyFingerprint");
  });

  test("the real state of its environment, drift included", async () => {
    const { installation, compose, change } = await composing();
    const { digest } = await installation.does(() =>
      lookAtRealState(installation.ports("open-gate"), change, "production", {}),
    );
    expect((await compose("change-record")).realState).toBe(digest);
  });
});

describe("a dossier shows the plan", () => {
  test("at its own gate: its checks, its rollback and its gates", async () => {
    const { compose, plan } = await composing({ plan: oneCheck });
    expect((await compose("plan-approval")).plan).toEqual({
      title: plan.title,
      environments: [
        {
          name: "development",
          checks: ["The check of development"],
          rollback: "everything created is destroyed",
        },
        { name: "staging", checks: ["The check of staging"], rollback: "everything created is destroyed" },
        {
          name: "production",
          checks: ["The check of production"],
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

  test("with what a check of the team asks, in words", async () => {
    const asks = {
      kind: "alarm",
      step: "compute",
      resource: "Errors",
      okMinutes: 5,
      retryMinutes: 0,
    } as const;
    const { compose } = await composing({
      plan: (plan) => {
        oneCheck(plan);
        for (const { checks } of plan.environments) Object.assign(checks[0] ?? {}, { asks });
      },
    });
    expect((await compose("plan-approval")).plan?.environments[0]?.checks).toEqual([
      "The check of development (the alarm Errors of compute stays OK for 5 min)",
    ]);
  });

  test.each(gates.slice(1))("not at %s", async (gate) => {
    expect((await (await composing()).compose(gate)).plan).toBeNull();
  });
});

describe("a dossier shows the readings of the checks", () => {
  const reading = (saw: string) => ({ check: "c", fact: "f", resource: "r", answer: "held" as const, saw });

  test("of the last validation of the gate's own environment", async () => {
    const { run, compose } = await composing();
    await run.say(
      validated("staging", { readings: [reading("first")] }),
      validated("staging", { readings: [reading("last")] }),
      validated("production", { readings: [reading("another's")] }),
      intent("create", { environment: "staging" }),
    );
    expect((await compose("staging-sign-off")).readings).toEqual([reading("last")]);
  });

  test("as none before the first validation", async () => {
    expect((await (await composing()).compose("change-record")).readings).toEqual([]);
  });
});

describe("a dossier shows how production differs from staging", () => {
  test("before production changes, and which differences the plan allows", async () => {
    const { compose } = await composing({
      steps: allSteps((environment) =>
        template({
          Bucket: { ...bucket({ large: environment === "production" }), DeletionPolicy: environment },
        }),
      ),
    });
    const { parity } = await compose("change-record");
    expect(parity.filter(({ step }) => step === "storage")).toEqual([
      {
        step: "storage",
        at: "/Bucket/DeletionPolicy",
        allowed: "6.4: production's data outlives a rollback",
      },
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
