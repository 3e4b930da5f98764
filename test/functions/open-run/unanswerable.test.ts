import { unanswerable } from "../../../functions/open-run/unanswerable.ts";
import type { Change } from "../../../lib/domain/change/manifest.ts";
import { identitiesWaiver } from "../../../lib/domain/gate/may-decide.ts";
import type { Plan } from "../../../lib/plan/schema.ts";
import type { Approver, Settings } from "../../../lib/ports/settings/port.ts";
import { Installation } from "../../simulator/installation.ts";
import { lockedEarlier, lockOf } from "../../simulator/locked-plan.ts";
import { keepChange } from "../../simulator/opened-run.ts";
import type { TopicSubscription } from "../../simulator/services/sns.ts";

const person = (id: string, more: Partial<Approver> = {}): Approver => ({
  id,
  name: id,
  address: `${id}@example.com`,
  identities: [`${id}@example.com`],
  ...more,
});
const ids = ["platform-owner", "staging-approver", "change-manager", "release-manager"];
const people = ids.map((id) => person(id));
const replaced = (id: string, more: Partial<Approver>) =>
  people.map((one) => (one.id === id ? { ...one, ...more } : one));
const by = (...addresses: readonly string[]) => addresses.map((address) => ({ name: "Dora", address }));
const waived = [{ ...identitiesWaiver, reason: "made-up people" }];

/** Why the gates could not be decided; each option is what differs from an installation that works. */
async function whyNot({
  plan: editPlan = () => undefined,
  settings = {},
  authors = [],
  since = null,
  subscriptions = {},
  isLocked = false,
}: {
  readonly plan?: (plan: Plan) => void;
  readonly settings?: Partial<Settings>;
  readonly authors?: readonly { readonly name: string; readonly address: string }[];
  readonly since?: string | null;
  readonly subscriptions?: Readonly<Record<string, readonly TopicSubscription[]>>;
  readonly isLocked?: boolean;
} = {}): Promise<string | null> {
  const installation = await Installation.withoutLatency({ settings });
  const edit = (change: Change): Change => ({ ...change, contributors: { since, people: [...authors] } });
  const { change, plan } = keepChange(installation, { plan: editPlan, edit });
  for (const [approver, theirs] of Object.entries(subscriptions))
    installation.sns.subscriptions.set(installation.topicArns[approver] ?? "", theirs);
  const ports = installation.ports("open-run");
  if (isLocked) lockedEarlier(installation, lockOf(plan));
  return installation.does(() => unanswerable(ports, plan, change));
}

test("the gates can be decided when every approver is known, gets mails, and did not contribute to the change", async () => {
  expect(await whyNot()).toBeNull();
});

describe("the gates could not be decided", () => {
  test("when another person than the Platform Owner would lock the plan", async () => {
    const said = await whyNot({
      plan: ({ gates }) => {
        gates["plan-approval"].approvers = ["change-manager", "release-manager"];
      },
    });

    expect(said).toContain(
      "InvalidPlan: plan-approval asks change-manager, release-manager, and this installation's Platform Owner is platform-owner",
    );
  });

  test("when the plan names people whom the directory does not know, each of whom is listed once", async () => {
    const said = await whyNot({
      plan: ({ gates }) => {
        gates["staging-sign-off"].approvers = ["staging-approver", "mallory"];
        gates["change-record"].approvers = ["mallory"];
        gates["change-record"].escalation = { to: "trent", afterFraction: 0.9 };
      },
    });

    expect(said).toContain(
      "InvalidPlan: the plan names mallory, trent, who is not in the approver directory",
    );
  });

  const unconfirmed = { endpoint: "change-manager@example.com", isConfirmed: false };
  const elsewhere = { endpoint: "c@d", isConfirmed: true };
  const unconfirmedElsewhere = { endpoint: "c@d", isConfirmed: false };
  test.each<[string, Readonly<Record<string, readonly TopicSubscription[]>>, string]>([
    ["there is no subscription", { "change-manager": [] }, "change-manager (no subscription)"],
    [
      "no subscription is usable",
      { "change-manager": [unconfirmed, unconfirmedElsewhere] },
      "change-manager (e-mail to change-manager@example.com: nobody has confirmed it; e-mail to c@d: nobody has confirmed it)",
    ],
    [
      "several approvers have none",
      { "change-manager": [], "platform-owner": [] },
      "platform-owner (no subscription), change-manager (no subscription)",
    ],
  ])("when no mail reaches an approver: %s", async (_what, subscriptions, said) => {
    expect(await whyNot({ subscriptions })).toBe(
      `InvalidPlan: the plan names approvers whom no mail reaches: ${said}; confirm them with "interlock approvers confirm"`,
    );
  });

  const usable = { endpoint: "change-manager@example.com", isConfirmed: true };

  test("but one usable subscription is enough", async () => {
    expect(await whyNot({ subscriptions: { "change-manager": [unconfirmedElsewhere, usable] } })).toBeNull();
  });

  test("when mails to an approver also reach somebody whom the directory does not name", async () => {
    expect(await whyNot({ subscriptions: { "change-manager": [usable, elsewhere] } })).toBe(
      "PrerequisiteMissing: mails to approvers also reach others: change-manager (e-mail to c@d); remove every subscription of their topics that the directory does not name, and find out who made it",
    );
  });
});

describe("a gate that asks for a sign-in", () => {
  const oidc = { issuer: "https://id.example.com", clientId: "interlock", clientSecretName: "oidc" };
  const signIn = (plan: Plan) => {
    plan.gates["change-record"].identity = "oidc";
  };
  const known = replaced("change-manager", { oidc: { issuer: oidc.issuer, subject: "4711" } });

  test("cannot be decided without an identity provider", async () => {
    expect(await whyNot({ plan: signIn, settings: { approvers: known } })).toContain(
      "InvalidPlan: change-record asks for a sign-in, and this installation has no identity provider",
    );
  });

  test("cannot be decided by an approver who has no sign-in in the directory", async () => {
    expect(await whyNot({ plan: signIn, settings: { oidc } })).toContain(
      "InvalidPlan: change-record asks for a sign-in, and the directory does not say how change-manager signs in",
    );
  });

  test("can be decided when provider and sign-in are known", async () => {
    expect(await whyNot({ plan: signIn, settings: { oidc, approvers: known } })).toBeNull();
  });
});

describe("a change whose contributors are unknown", () => {
  const strangers = (count: number) =>
    by(...Array.from({ length: count }, (_, index) => `x${index}@example.org`));

  test("cannot be decided when they are counted since a commit that no run took", async () => {
    expect(await whyNot({ since: "f".repeat(40) })).toContain(
      `InvalidChange: its contributors are counted since ${"f".repeat(40)}, which no run took that succeeded here`,
    );
  });

  test.each([
    [1, "x0@example.org are"],
    [5, "x0@example.org, x1@example.org, x2@example.org, x3@example.org, x4@example.org are"],
    [7, "x0@example.org, x1@example.org, x2@example.org, x3@example.org, x4@example.org and 2 more are"],
  ])("cannot be decided when the directory does not know %d of them", async (count, said) => {
    expect(await whyNot({ authors: strangers(count) })).toContain(
      `InvalidChange: the directory does not know whose commits those of ${said}, so nobody could decide`,
    );
  });

  test("cannot be decided by an approver whose commit addresses are unknown", async () => {
    expect(
      await whyNot({ settings: { approvers: replaced("release-manager", { identities: [] }) } }),
    ).toContain("InvalidPlan: the directory does not say under which addresses release-manager commits");
  });

  test("can be decided where the installation has the waiver", async () => {
    const approvers = replaced("release-manager", { identities: [] });

    expect(await whyNot({ authors: strangers(1), settings: { waivers: waived, approvers } })).toBeNull();
  });
});

describe("a change of one of its approvers", () => {
  test.each(["platform-owner", "staging-approver", "change-manager", "release-manager"])(
    "cannot be decided when the only approver is its author, %s",
    async (author) => {
      expect(await whyNot({ authors: by(`${author}@example.com`) })).toMatch(
        new RegExp(
          `^InvalidChange: [a-z-]+ takes 1 of ${author}, and only 0 of them had no hand in the change: nobody decides on a commit of their own$`,
        ),
      );
    },
  );

  const two = (quorum: number) => (plan: Plan) => {
    plan.gates["change-record"].approvers = ["change-manager", "release-manager"];
    plan.gates["change-record"].quorum = quorum;
  };

  test("can be decided by the others when they are enough", async () => {
    expect(await whyNot({ plan: two(1), authors: by("change-manager@example.com") })).toBeNull();
  });

  test("cannot be decided when the others are too few", async () => {
    expect(await whyNot({ plan: two(2), authors: by("change-manager@example.com") })).toContain(
      "InvalidChange: change-record takes 2 of change-manager, release-manager, and only 1 of them",
    );
  });

  test("cannot be decided either where the installation has the waiver", async () => {
    const authors = by("change-manager@example.com");

    expect(await whyNot({ authors, settings: { waivers: waived } })).toContain("change-record takes 1 of");
  });

  test("cannot be decided at the other gates although the plan is locked", async () => {
    expect(await whyNot({ authors: by("change-manager@example.com"), isLocked: true })).toContain(
      "change-record takes 1 of",
    );
  });

  test("can be decided when its author is the Platform Owner and the plan is locked, because plan-approval is skipped", async () => {
    const authors = by("platform-owner@example.com");

    expect(await whyNot({ authors })).toContain("plan-approval takes 1 of platform-owner");
    expect(await whyNot({ authors, isLocked: true })).toBeNull();
  });
});
