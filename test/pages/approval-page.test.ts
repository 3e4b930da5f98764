import fc from "fast-check";
import type { Effect } from "../../lib/domain/change/prediction/effects.ts";
import { challengeOf } from "../../lib/domain/gate/challenge.ts";
import { dossierDigest } from "../../lib/domain/gate/dossier.ts";
import { invitationMail } from "../../lib/mails/invitation.ts";
import { approvalPage, type PageState } from "../../lib/pages/approval-page.ts";
import { span } from "../../lib/pages/words.ts";
import { html } from "../../lib/text/html.ts";
import { sampleDossier } from "../fixtures/sample-dossier.ts";

const head = { count: 37, head: "f".repeat(64) };
const nowMs = Date.parse("2026-11-24T10:00:00Z");
const mail = (dossier: Parameters<typeof invitationMail>[0]) =>
  invitationMail(
    dossier,
    { approvedBy: [], quorum: 2 },
    { link: "https://approvals.example.com/approvals/the-secret", head, occasion: "asked" },
  );
const visit = (more: Partial<PageState> = {}): PageState => ({
  digest: "9".repeat(64),
  nonce: "nonce",
  approver: "Change Manager",
  nowMs,
  head,
  approvedBy: [],
  errors: {},
  typed: { challenge: "", reason: "" },
  ...more,
});

describe("the page", () => {
  test("shows irreversible effects first, and never collapsed", () => {
    const page = approvalPage(sampleDossier(), visit());
    const at = (word: string) => page.indexOf(word);
    expect(at("Removed and replaced")).toBeLessThan(at("Widened access"));
    expect(at("Widened access")).toBeLessThan(at("Step by step"));
    expect(at("ReportsBucket")).toBeLessThan(at("<details>"));
  });

  test("says from which adopted commit contributors are counted, and nothing of it otherwise", () => {
    const adopted = { commit: "e".repeat(40), by: "platform-owner", at: "2026-11-24T09:00:00.000Z" };

    expect(approvalPage(sampleDossier({ adopted }), visit())).toContain(
      "counted from commit <code>eeeeeeeeeeee</code>, which platform-owner adopted on Tue 24 Nov 2026, 09:00 UTC",
    );
    expect(approvalPage(sampleDossier(), visit())).not.toContain("adopted");
  });

  test("never holds the challenge whole", () => {
    const dossier = sampleDossier();
    const digest = dossierDigest(dossier);
    const page = approvalPage(dossier, visit({ digest }));
    expect(page).toContain(digest);
    expect(page).not.toContain(challengeOf("production", digest));
    expect(page.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ")).not.toContain(
      challengeOf("production", digest),
    );
    expect(page.replaceAll(digest, "")).not.toContain(digest.slice(0, 8));
  });

  test("shows why the gate asks again, who has approved already, and what was wrong with a form", () => {
    const page = approvalPage(
      sampleDossier({ again: "production was changed while the gate was open" }),
      visit({
        approvedBy: ["release-manager"],
        errors: { form: "Choose Approve or Reject." },
        typed: { challenge: "", reason: "<b>late</b>" },
      }),
    );
    expect(page).toContain("You are asked again: production was changed while the gate was open.");
    expect(page).toContain("release-manager approved already");
    expect(page).toContain('role="alert">Choose Approve or Reject.');
    expect(page).toContain("&lt;b&gt;late&lt;/b&gt;");
  });

  test("has the form where the plan asks for a sign-in too, and says that the sign-in follows", () => {
    const page = approvalPage(sampleDossier({ identity: "oidc" }), visit());
    expect(page).toContain("<form");
    expect(page).toContain("Then you sign in.");
    expect(approvalPage(sampleDossier(), visit())).not.toContain("Then you sign in.");
  });

  test("escapes all outside text, everywhere", () => {
    const markup =
      /<(?!\/?(?:a|b|body|button|br|code|dd|details|div|dl|dt|footer|form|h1|h2|head|header|html|input|label|li|main|meta|p|section|span|style|summary|svg|circle|textarea|title|ul)[ >/])/;
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.constantFrom(
            "<script>alert(1)</script>",
            '"><img src=x onerror=alert(1)>',
            "</title><script>",
            "</style><script>",
            "' onfocus='alert(1)",
            "</textarea><script>",
          ),
        ),
        (text) => {
          const dossier = sampleDossier({
            question: text,
            repository: text,
            again: text,
            commit: { ...sampleDossier().commit, subject: text, author: { name: text, address: text } },
            people: [{ name: text, address: text }],
            readings: [{ check: text, fact: text, resource: text, answer: "held", saw: text }],
            waivers: [{ check: text, fact: text, reason: text }],
            parity: [{ step: text, at: text, allowed: null }],
          });
          const page = approvalPage(
            dossier,
            visit({
              approver: text,
              errors: { form: text, challenge: text, reason: text },
              typed: { challenge: text, reason: text },
            }),
          );
          const inside = page.slice(page.indexOf("<html"));
          // What stands between quotes is text: a quote in it would have ended it, and the markup with it.
          return !markup.test(inside) && !/<[^>]*\son\w+\s*=/.test(inside.replace(/="[^"]*"/g, '=""'));
        },
      ),
      { numRuns: 500 },
    );
  });

  test("of a change to thousands of resources stays under 200 KB", () => {
    const effects = Array.from({ length: 400 }, (_, index) => ({
      effect: "replace" as const,
      gravity: "replaced" as const,
      logicalId: `SomeResourceWithAnOrdinaryLongName${index}`,
      type: "AWS::ElasticLoadBalancingV2::LoadBalancer",
      because: ["LoadBalancerAttributes, which replaces", "Subnets"],
    }));
    const dossier = sampleDossier();
    const steps = dossier.steps.map((step) => ({
      ...step,
      effects,
      widening: effects.map(({ logicalId }) => `IAM: Allow s3:GetObject on * to ${logicalId}`),
    }));
    const readings = effects.map(({ logicalId }) => ({
      check: "full-audit-logging-enabled",
      fact: "log-retention",
      resource: `production/logging/${logicalId}`,
      answer: "held",
      saw: "it is kept for 365 days",
    }));
    const parity = effects.map(({ logicalId }) => ({
      step: "database",
      at: `/${logicalId}/Properties/MultiAZ`,
      allowed: null,
    }));
    const page = approvalPage({ ...dossier, steps, readings, parity }, visit());
    expect(Buffer.byteLength(page)).toBeLessThan(200 * 1024);
  });
});

const effectOf = (logicalId: string, more: Partial<Effect> = {}): Effect => ({
  effect: "modify",
  logicalId,
  type: "AWS::CloudWatch::Alarm",
  because: ["Threshold"],
  gravity: "changed",
  values: [{ at: "Threshold", before: "1", after: "2" }],
  ...more,
});
/** A change to production in which one step alone has effects. */
const changing = (effects: readonly Effect[]) => {
  const [first, ...others] = sampleDossier().steps;
  if (first === undefined) throw new Error("the sample has steps");
  return sampleDossier({
    steps: [
      { ...first, effects: [...effects] },
      ...others.map((step) => ({ ...step, effects: [], widening: [] })),
    ],
  });
};
const hundreds = (count: number, more: Partial<Effect> = {}) =>
  Array.from({ length: count }, (_, index) => effectOf(`AlarmWithAnOrdinaryLongName${index}`, more));

describe("the gravest effects", () => {
  const database = effectOf("ZCustomerDatabase", {
    effect: "remove",
    type: "AWS::RDS::DBInstance",
    because: [],
    gravity: "data-lost",
    values: [],
  });
  const role = effectOf("ZRole", { type: "AWS::IAM::Role", gravity: "widened" });
  const dossier = changing([...hundreds(300, { effect: "remove", gravity: "replaced" }), role, database]);

  test("come before the commit on the page, and before everything else in the mail", () => {
    const page = approvalPage(dossier, visit());
    expect(page.indexOf("ZCustomerDatabase")).toBeLessThan(page.indexOf(dossier.commit.subject));
    expect(page.indexOf("ZCustomerDatabase")).toBeLessThan(page.indexOf("ZRole"));
    expect(page.indexOf("ZRole")).toBeLessThan(page.indexOf("AlarmWithAnOrdinaryLongName0"));
    const { text } = mail(dossier);
    expect(text.indexOf("ZCustomerDatabase")).toBeLessThan(text.indexOf("AlarmWithAnOrdinaryLongName0"));
    expect(text).toContain("ZRole");
  });

  test("are never cut, however many there are, and 500 keep the page under 200 KB", () => {
    const effects = hundreds(500, {
      effect: "replace",
      type: "AWS::RDS::DBInstance",
      gravity: "data-lost",
      values: Array.from({ length: 20 }, (_, index) => ({
        at: `Property${index}`,
        before: "x".repeat(400),
        after: "y".repeat(400),
      })),
    });
    const page = approvalPage(changing(effects), visit());
    const { text } = mail(changing(effects));
    expect(effects.filter(({ logicalId }) => !page.includes(`${logicalId}<`))).toEqual([]);
    expect(effects.filter(({ logicalId }) => !text.includes(`${logicalId} (`))).toEqual([]);
    expect(Buffer.byteLength(page)).toBeLessThan(200 * 1024);
    // Source: Amazon SNS quotas: a message has at most 256 KB.
    expect(Buffer.byteLength(text)).toBeLessThan(256 * 1024);
  });

  test("of a dossier that does not tell gravity are its removals and replacements", () => {
    const { gravity: _, ...old } = database;
    expect(approvalPage(changing([old]), visit())).toContain("Removed and replaced with data");
  });
});

describe("what changes", () => {
  test("is shown with its values, old and new, on the page and in the mail", () => {
    const dossier = changing([effectOf("Alarm")]);
    expect(approvalPage(dossier, visit())).toContain("Threshold: <code>1</code> → <code>2</code>");
    expect(mail(dossier).text).toContain("    Threshold: 1 -> 2");
  });

  test("is all on the page, if it is 500 ordinary effects", () => {
    const effects = hundreds(500);
    const page = approvalPage(changing(effects), visit());
    expect(effects.filter(({ logicalId }) => !page.includes(`${logicalId}<`))).toEqual([]);
    expect(Buffer.byteLength(page)).toBeLessThan(200 * 1024);
  });

  test("is never called nothing where a template differs", () => {
    const dossier = changing([]);
    expect(mail(dossier).subject).not.toContain("nothing changes");
    expect(mail(dossier).text).not.toContain("nothing changes");
    expect(approvalPage(dossier, visit())).not.toContain(
      'stays as it is</span></summary><div>\n\n<p class="quiet">Stack shop-production-storage',
    );
    const settled = sampleDossier({
      steps: dossier.steps.map((step) => ({ ...step, baselineDigest: step.wantedDigest })),
    });
    expect(mail(settled).subject).toContain("nothing changes");
  });
});

describe("a text that is not ours", () => {
  test("shows its hidden characters as code points, on the page and in the mail", () => {
    const { commit } = sampleDossier();
    const dossier = {
      ...changing([effectOf("A\u202Elarm")]),
      commit: { ...commit, subject: "\u001b[2J\u200Bx" },
    };
    const page = approvalPage(dossier, visit());
    const { text } = mail(dossier);
    for (const shown of [page, text]) {
      expect(shown).toContain("A‹U+202E›larm");
      expect(shown).toContain("‹U+001B›[2J‹U+200B›x");
      for (const hidden of ["\u202E", "\u200B", "\u001b"]) expect(shown).not.toContain(hidden);
    }
    expect(page).toContain("unicode-bidi: isolate");
  });
});

test("a template's values are escaped, and markup is taken as it is", () => {
  const inner = html`<b>${"<&>"}</b>`;
  expect(String(html`<p>${inner}${[inner, inner]}${null}${7}</p>`)).toBe(
    `<p>${"<b>&lt;&amp;&gt;</b>".repeat(3)}7</p>`,
  );
});

test.each([
  [73 * 3_600_000, "3 days"],
  [60 * 3_600_000, "60 hours"],
  [90 * 60_000, "90 minutes"],
  [1_000, "1 minute"],
])("%d ms are %s", (ms, words) => {
  expect(span(ms)).toBe(words);
});

describe("a form that decided nothing", () => {
  const page = approvalPage(
    sampleDossier(),
    visit({
      errors: { challenge: "not the digits", reason: "give a reason" },
      typed: { challenge: "production 00000000", reason: "" },
    }),
  );
  const form = page.slice(page.indexOf("<form"));

  test("shows every mistake inside the form, tied to its field, and keeps what was typed", () => {
    expect(form).toContain('id="challenge-hint-error" role="alert">not the digits<');
    expect(form).toContain('id="reason-hint-error" role="alert">give a reason<');
    expect(form).toMatch(
      /id="challenge" [^>]*value="production 00000000"[^>]*aria-describedby="challenge-hint-error challenge-hint" aria-invalid="true" autofocus>/,
    );
    expect(form).toMatch(
      /id="reason" [^>]*aria-describedby="reason-hint-error reason-hint" aria-invalid="true">/,
    );
  });

  test("has no error outside the form: the page opens at it", () => {
    expect(page.slice(0, page.indexOf("<form"))).not.toContain('role="alert"');
  });
});

describe("the page tells", () => {
  test("who decided before, when and why", () => {
    const page = approvalPage(
      sampleDossier({
        earlier: [
          {
            gate: "staging-sign-off",
            approver: "staging-approver",
            decision: "approve",
            reason: "Looked at the dashboards",
            at: "2026-11-24T09:30:00.000Z",
          },
        ],
      }),
      visit(),
    );
    expect(page).toMatch(
      /Decided so far.*staging-sign-off.*staging-approver approved, Tue 24 Nov 2026, 09:30 UTC.*Looked at the dashboards/s,
    );
  });

  test("what the release opens to the world, and no other gate does", () => {
    const opens = ["TCP port 443 at the address of Balancer, every path"];
    const steps = sampleDossier().steps.map((step) => (step.part === "ingress" ? { ...step, opens } : step));
    expect(approvalPage(sampleDossier({ gate: "production-release", steps }), visit())).toContain(opens[0]);
    expect(approvalPage(sampleDossier({ steps }), visit())).not.toContain("Open to the world");
  });

  test("that production goes offline, before anything else about the change", () => {
    const service = {
      isOpen: true,
      closedAt: null,
      during: "close",
      releaseHours: 72,
      standingRelease: null,
      usuallyMs: null,
    } as const;
    const page = approvalPage(sampleDossier({ service }), visit());
    expect(page.indexOf("Production goes OFFLINE.")).toBeGreaterThan(0);
    expect(page.indexOf("Production goes OFFLINE.")).toBeLessThan(page.indexOf('class="counts"'));
  });
});
