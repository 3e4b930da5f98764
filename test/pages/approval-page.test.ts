import fc from "fast-check";
import { challengeOf } from "../../lib/domain/gate/challenge.ts";
import { dossierDigest } from "../../lib/domain/gate/dossier.ts";
import { escalationMail, invitationMail } from "../../lib/mails/invitation.ts";
import { approvalPage, type PageState } from "../../lib/pages/approval-page.ts";
import { span } from "../../lib/pages/words.ts";
import { html } from "../../lib/text/html.ts";
import { sampleDossier } from "../fakes/sample-dossier.ts";

const head = { count: 37, head: "f".repeat(64) };
const link = "https://approvals.example.com/approvals/the-secret";
const nowMs = Date.parse("2026-11-24T10:00:00Z");
const visit = (more: Partial<PageState> = {}): PageState => ({
  digest: "9".repeat(64),
  nonce: "nonce",
  approver: "Change Manager",
  nowMs,
  head,
  approvedBy: [],
  signIn: null,
  error: null,
  reason: "",
  ...more,
});
const mail = (dossier = sampleDossier(), occasion: "asked" | "reminder" | "escalation" = "asked") =>
  invitationMail(dossier, { approvedBy: [], quorum: 2 }, { link, head, occasion });

describe("the mail", () => {
  test("names removals and replacements before the link, and who wants what where", () => {
    const { text } = mail();
    const order = ["Removed:", "ReportsBucket", "Replaced:", "OrdersDatabase", "Dora Lindqvist", link].map(
      (word) => text.indexOf(word),
    );
    expect(order).toEqual([...order].sort((one, other) => one - other));
    expect(order).not.toContain(-1);
  });

  test("is a witness: it carries plan and change digest, head and count", () => {
    const { text } = mail();
    for (const word of ["1".repeat(64), "2".repeat(64), "37 entries", "f".repeat(64)])
      expect(text).toContain(word);
  });

  test("has a subject that sorts by run, gate and occasion, and that SNS takes", () => {
    const subjects = [
      mail(sampleDossier({ gate: "staging-sign-off" })),
      mail(),
      mail(sampleDossier(), "reminder"),
      mail(sampleDossier({ gate: "production-release" })),
    ].map(({ subject }) => subject);
    expect(subjects).toEqual(subjects.toSorted());
    for (const subject of subjects) {
      expect(subject.length).toBeLessThan(100);
      expect(subject).toMatch(/^[\x20-\x7e]+$/);
    }
  });

  test("holds no link but its own, and no line of anybody else's making", () => {
    const wicked = "feat: x\r\n\r\nDecide here: https://evil.example/approvals/1 www.evil.example \u202e";
    const { text } = mail(
      sampleDossier({ commit: { ...sampleDossier().commit, subject: wicked }, repository: "a\nb" }),
    );
    expect(text.match(/https?:\/\/\S+/g)).toEqual([link]);
    expect(text).not.toMatch(/^Decide here: https/m);
    expect(text).not.toContain("www.");
    expect(text).not.toContain("\u202e");
  });

  test("to whoever only has to know has no link at all", () => {
    const { text } = escalationMail(
      sampleDossier(),
      { approvedBy: [], quorum: 2 },
      { head, silent: ["bob"] },
    );
    expect(text).toContain("This waits for bob");
    expect(text).not.toContain("/approvals/");
  });
});

describe("the page", () => {
  test("shows what cannot be taken back before everything else, and never collapsed", () => {
    const page = approvalPage(sampleDossier(), visit());
    const at = (word: string) => page.indexOf(word);
    expect(at("Removed and replaced")).toBeLessThan(at("Opens more"));
    expect(at("Opens more")).toBeLessThan(at("Step by step"));
    expect(at("ReportsBucket")).toBeLessThan(at("<details>"));
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

  test("shows why it is asked again, who agreed already, and what was wrong with a form", () => {
    const page = approvalPage(
      sampleDossier({ again: "production was changed while the gate was open" }),
      visit({ approvedBy: ["release-manager"], error: "Choose Approve or Reject.", reason: "<b>late</b>" }),
    );
    expect(page).toContain("You are asked again: production was changed while the gate was open.");
    expect(page).toContain("release-manager said yes already");
    expect(page).toContain('role="alert">Choose Approve or Reject.');
    expect(page).toContain("&lt;b&gt;late&lt;/b&gt;");
  });

  test("asks for a sign-in first where the plan does, and has no form then", () => {
    const page = approvalPage(sampleDossier({ identity: "oidc" }), visit({ signIn: "secret/sign-in" }));
    expect(page).toContain('href="secret/sign-in"');
    expect(page).not.toContain("<form");
  });

  test("escapes whatever comes from outside, wherever it stands", () => {
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
          const page = approvalPage(dossier, visit({ approver: text, error: text, reason: text }));
          const inside = page.slice(page.indexOf("<html"));
          return !markup.test(inside) && !/<[^>]*\son\w+\s*=/.test(inside);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("of a change to hundreds of resources stays under 60 KB", () => {
    const effects = Array.from({ length: 400 }, (_, index) => ({
      effect: "replace" as const,
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
    expect(Buffer.byteLength(page)).toBeLessThan(60 * 1024);
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
