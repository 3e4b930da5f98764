import { unanswerable } from "../../../functions/open-run/unanswerable.ts";
import { identitiesWaiver } from "../../../lib/domain/gate/may-decide.ts";
import { type Plan, planDigest } from "../../../lib/plan/schema.ts";
import type { Approver, Settings } from "../../../lib/ports/settings/port.ts";
import type { Subscription } from "../../../lib/ports/subscriptions/port.ts";
import { testPlan, World } from "../../fakes/world.ts";

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

/** Why nobody could answer; each option is what is unlike an installation that works. */
async function whyNot({
  plan = () => undefined,
  settings = {},
  authors = [],
  since = null,
  ways = {},
  isLocked = false,
}: {
  readonly plan?: (plan: Plan) => void;
  readonly settings?: Partial<Settings>;
  readonly authors?: readonly { readonly name: string; readonly address: string }[];
  readonly since?: string | null;
  readonly ways?: Readonly<Record<string, readonly Subscription[]>>;
  readonly isLocked?: boolean;
} = {}): Promise<string | null> {
  const world = new World(settings);
  const asked = testPlan(plan);
  if (isLocked) await world.records.lockPlan("21.03", planDigest(asked), "shop-old-1");
  const change = await world.change();
  const { subscriptions } = world;
  return unanswerable(
    {
      ...world.ports,
      subscriptions: { subscriptionsOf: async (one) => ways[one.id] ?? subscriptions.subscriptionsOf(one) },
    },
    asked,
    { ...change, contributors: { since, people: [...authors] } },
  );
}

test("the gates of a plan can be answered when everybody is known, is reached, and had no hand in the change", async () => {
  expect(await whyNot()).toBeNull();
});

describe("nobody could answer", () => {
  test("when the plan asks somebody else to lock it", async () => {
    const said = await whyNot({
      plan: ({ gates }) => {
        gates["plan-approval"].approvers = ["change-manager", "release-manager"];
      },
    });

    expect(said).toContain(
      "InvalidPlan: plan-approval asks change-manager, release-manager, and this installation's Platform Owner is platform-owner",
    );
  });

  test("when the plan names people whom the directory does not know, each told once", async () => {
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

  test.each<[string, Readonly<Record<string, readonly Subscription[]>>, string]>([
    ["nobody subscribed", { "change-manager": [] }, "change-manager (no subscription)"],
    [
      "nothing was confirmed",
      {
        "change-manager": [
          { through: "e-mail to a@b", problem: "not confirmed" },
          { through: "e-mail to c@d", problem: "bounced" },
        ],
      },
      "change-manager (e-mail to a@b: not confirmed; e-mail to c@d: bounced)",
    ],
    [
      "several people lack one",
      { "change-manager": [], "platform-owner": [] },
      "platform-owner (no subscription), change-manager (no subscription)",
    ],
  ])("when no mail reaches them: %s", async (_what, ways, said) => {
    expect(await whyNot({ ways })).toBe(
      `InvalidPlan: the plan names approvers whom no mail reaches: ${said}; confirm them with "interlock approvers confirm"`,
    );
  });

  test("but one way that can be relied on is enough", async () => {
    const ways = {
      "change-manager": [
        { through: "e-mail to a@b", problem: "bounced" },
        { through: "e-mail to c@d", problem: null },
      ],
    };

    expect(await whyNot({ ways })).toBeNull();
  });
});

describe("a gate that asks for a sign-in", () => {
  const oidc = { issuer: "https://id.example.com", clientId: "interlock", clientSecretName: "oidc" };
  const signIn = (plan: Plan) => {
    plan.gates["change-record"].identity = "oidc";
  };
  const known = replaced("change-manager", { oidc: { issuer: oidc.issuer, subject: "4711" } });

  test("cannot be answered without an identity provider", async () => {
    expect(await whyNot({ plan: signIn, settings: { approvers: known } })).toContain(
      "InvalidPlan: change-record asks for a sign-in, and this installation has no identity provider",
    );
  });

  test("cannot be answered by somebody of whom the directory does not say how they sign in", async () => {
    expect(await whyNot({ plan: signIn, settings: { oidc } })).toContain(
      "InvalidPlan: change-record asks for a sign-in, and the directory does not say how change-manager signs in",
    );
  });

  test("can be answered when provider and person are known", async () => {
    expect(await whyNot({ plan: signIn, settings: { oidc, approvers: known } })).toBeNull();
  });
});

describe("a change whose commits' people cannot be told apart", () => {
  const strangers = (count: number) =>
    by(...Array.from({ length: count }, (_, index) => `x${index}@example.org`));

  test("cannot be decided when it counts from a commit that no run took", async () => {
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

  test("cannot be decided by somebody of whom nobody knows under which addresses they commit", async () => {
    expect(
      await whyNot({ settings: { approvers: replaced("release-manager", { identities: [] }) } }),
    ).toContain("InvalidPlan: the directory does not say under which addresses release-manager commits");
  });

  test("can be decided where the installation waives that", async () => {
    const approvers = replaced("release-manager", { identities: [] });

    expect(await whyNot({ authors: strangers(1), settings: { waivers: waived, approvers } })).toBeNull();
  });
});

describe("a change of somebody who is asked about it", () => {
  test.each(["platform-owner", "staging-approver", "change-manager", "release-manager"])(
    "cannot be decided when nobody else may decide than %s",
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

  test("cannot be decided when they are too few", async () => {
    expect(await whyNot({ plan: two(2), authors: by("change-manager@example.com") })).toContain(
      "InvalidChange: change-record takes 2 of change-manager, release-manager, and only 1 of them",
    );
  });

  test("also not where the installation waives to know everybody", async () => {
    const authors = by("change-manager@example.com");

    expect(await whyNot({ authors, settings: { waivers: waived } })).toContain("change-record takes 1 of");
  });

  test("cannot be decided at the other gates when the plan is locked", async () => {
    expect(await whyNot({ authors: by("change-manager@example.com"), isLocked: true })).toContain(
      "change-record takes 1 of",
    );
  });

  test("can be decided when it is the Platform Owner, and the plan is locked: nobody asks again", async () => {
    const authors = by("platform-owner@example.com");

    expect(await whyNot({ authors })).toContain("plan-approval takes 1 of platform-owner");
    expect(await whyNot({ authors, isLocked: true })).toBeNull();
  });
});
