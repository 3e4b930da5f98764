import { canonicalJson, digestOf, type Json, sha256 } from "../../../lib/domain/canonical.ts";
import { identityDigest } from "../../../lib/domain/gate/may-decide.ts";
import { type BundleParts, bundleLines } from "../../../lib/domain/records/bundle.ts";
import type { RuleId } from "../../../lib/domain/verify/rule.ts";
import { World } from "../../fakes/world.ts";
import { bytesOf, failing, partsOf, take, verify } from "./bundles.ts";
import { type Draft, draftsOf, forged, worldsHand } from "./forge.ts";

/** The runs that are forged: one that succeeded, one after it that failed in production, one that failed in staging. */
async function runs() {
  const world = new World();
  const succeeded = await partsOf(world, await take(world));
  const updated = await take(world, {
    attempt: 2,
    templateOf: (of, name) =>
      `{"${of}":"${name} anew${of === "production" && name === "compute" ? " fails" : ""}"}`,
  });
  const inProduction = await partsOf(world, updated);
  const other = new World();
  const inStaging = await partsOf(other, await take(other, { templateOf: failing("staging", "compute") }));
  return { succeeded, inProduction, inStaging };
}
const originals = runs();

const is =
  (action: string, about = "", kind = "") =>
  (draft: Draft) =>
    draft.action === action && draft.subject.includes(about) && draft.kind.includes(kind);
const copyOf = (draft: Draft | undefined): Draft => JSON.parse(JSON.stringify(draft)) as Draft;
const without = (matches: (draft: Draft) => boolean) => (drafts: Draft[]) =>
  drafts.filter((draft) => !matches(draft));
const edit =
  (matches: (draft: Draft) => boolean, change: (draft: Draft) => void) =>
  (drafts: Draft[]): Draft[] => {
    const found = drafts.find(matches);
    if (found === undefined) throw new Error("no such entry to forge");
    change(found);
    return drafts;
  };
const moved =
  (matches: (draft: Draft) => boolean, behind: (draft: Draft) => boolean) =>
  (drafts: Draft[]): Draft[] => {
    const moving = drafts.filter(matches);
    const rest = drafts.filter((draft) => !moving.includes(draft));
    const at = rest.findLastIndex(behind) + 1;
    if (moving.length === 0 || at === 0) throw new Error("nothing to move");
    return [...rest.slice(0, at), ...moving, ...rest.slice(at)];
  };
const again =
  (matches: (draft: Draft) => boolean, change: (draft: Draft) => void = () => undefined) =>
  (drafts: Draft[]): Draft[] => {
    const at = drafts.findIndex(matches);
    const copy = copyOf(drafts[at]);
    change(copy);
    return [...drafts.slice(0, at + 1), copy, ...drafts.slice(at + 1)];
  };

const listOf = (items: Json[]) => ({ count: items.length, digest: digestOf(items), items });
const removal = {
  logicalId: "Bucket",
  type: "AWS::S3::Bucket",
  action: "Remove",
  replacement: "False",
  policy: null,
  properties: [],
};

type Forgery = readonly [RuleId, string, keyof Awaited<typeof originals>, (drafts: Draft[]) => Draft[]];

const forgeries: readonly Forgery[] = [
  [
    "run",
    "an entry of another run",
    "succeeded",
    edit(is("validate-environment"), (one) => {
      one.runId = "somebody-else-1";
    }),
  ],
  [
    "time",
    "an entry from the past",
    "succeeded",
    edit(is("validate-environment", "staging"), (one) => {
      one.at = "2026-11-23T10:00:00.000Z";
    }),
  ],
  ["opening", "a run that is opened twice", "succeeded", again(is("open-run"))],
  ["opening", "a run that does not begin with its opening", "succeeded", (drafts) => drafts.slice(1)],
  [
    "opening",
    "another commit than the run is named after",
    "succeeded",
    edit(is("open-run"), (one) => {
      one.detail["commit"] = "f".repeat(40);
    }),
  ],
  [
    "opening",
    "a refusal of a run that goes on",
    "succeeded",
    (drafts) => [
      drafts[0] as Draft,
      { ...(drafts[0] as Draft), action: "refuse-run", detail: { reason: "no" } },
      ...drafts.slice(1),
    ],
  ],
  [
    "key",
    "a run that began under another key",
    "succeeded",
    edit(is("open-run"), (one) => {
      one.detail["publicKeyFingerprint"] = "0".repeat(64);
    }),
  ],
  [
    "plan",
    "a run under another plan",
    "succeeded",
    edit(is("open-run"), (one) => {
      one.detail["planDigest"] = "0".repeat(64);
    }),
  ],
  [
    "change",
    "a run of another change",
    "succeeded",
    edit(is("open-run"), (one) => {
      one.detail["changeDigest"] = "0".repeat(64);
    }),
  ],
  [
    "dossiers",
    "a gate that showed something else",
    "succeeded",
    edit(is("open-gate", "change-record"), (one) => {
      one.detail["dossierDigest"] = "0".repeat(64);
    }),
  ],
  [
    "baselines",
    "an update whose baseline nobody kept",
    "inProduction",
    edit(
      (one) => one.detail["operation"] === "update",
      (one) => {
        one.detail["baselineDigest"] = "0".repeat(64);
      },
    ),
  ],
  [
    "previous-run",
    "a run that names another seal before it",
    "inProduction",
    edit(is("open-run"), (one) => {
      one.detail["previousSeal"] = "0".repeat(64);
    }),
  ],
  [
    "previous-run",
    "a run that denies the one before it",
    "inProduction",
    edit(is("open-run"), (one) => {
      one.detail["previousSeal"] = null;
    }),
  ],
  [
    "receipt",
    "a receipt under another subject",
    "succeeded",
    edit(is("sign-receipt", "staging"), (one) => {
      one.subject = "production";
    }),
  ],
  [
    "receipt",
    "a receipt that says something else than its entry",
    "succeeded",
    edit(is("sign-receipt", "staging"), (one) => {
      one.detail["statement"] = "nothing-left";
    }),
  ],
  [
    "support",
    "a seal with a better verdict",
    "inStaging",
    edit(is("sign-receipt", "run"), (one) => {
      one.says = {
        ...(one.says as never as object),
        detail: { verdict: "SUCCEEDED", previousSeal: null, waivers: [] },
      } as never;
    }),
  ],
  [
    "support",
    "a receipt for what was not validated",
    "succeeded",
    without(is("validate-environment", "staging")),
  ],
  [
    "seal",
    "something behind the seal",
    "succeeded",
    (drafts) => [...drafts, copyOf(drafts.find(is("validate-environment")))],
  ],
  [
    "order",
    "staging before development",
    "succeeded",
    moved(is("provision-step", "development/"), is("provision-step", "staging/")),
  ],
  [
    "order",
    "provisioning behind a rollback",
    "inStaging",
    moved(is("provision-step", "staging/compute"), is("roll-back-step", "staging/")),
  ],
  [
    "prerequisites",
    "staging without development's receipt",
    "succeeded",
    without(is("sign-receipt", "development")),
  ],
  [
    "prerequisites",
    "production without the change record",
    "succeeded",
    without((one) => one.subject === "change-record"),
  ],
  [
    "ingress",
    "ingress opened before the release",
    "succeeded",
    moved(is("provision-step", "production/ingress"), is("provision-step", "production/monitoring")),
  ],
  [
    "ingress",
    "live ingress closed after something else changed",
    "inProduction",
    moved(is("provision-step", "production/ingress"), is("provision-step", "production/network", "intent")),
  ],
  [
    "step",
    "a step that the change does not have",
    "succeeded",
    edit(is("provision-step", "staging/storage"), (one) => {
      one.detail["step"] = "vault";
      one.subject = "staging/vault";
    }),
  ],
  [
    "step",
    "another stack than the step's",
    "succeeded",
    edit(is("provision-step", "staging/storage", "intent"), (one) => {
      one.detail["stackName"] = "shop-production-storage";
    }),
  ],
  [
    "step",
    "another state than the change wants",
    "succeeded",
    edit(is("provision-step", "staging/storage", "intent"), (one) => {
      one.detail["wantedDigest"] = "0".repeat(64);
    }),
  ],
  [
    "token",
    "a request that was not this attempt's",
    "succeeded",
    edit(is("provision-step", "staging/storage", "intent"), (one) => {
      one.detail["token"] = "0".repeat(64);
    }),
  ],
  [
    "intent",
    "an effect without its intent",
    "succeeded",
    without(is("provision-step", "staging/storage", "intent")),
  ],
  [
    "intent",
    "a creation that was an update",
    "succeeded",
    edit(is("provision-step", "staging/storage", "outcome"), (one) => {
      one.detail["result"] = "updated";
    }),
  ],
  [
    "intent",
    "a deletion that nobody intended",
    "inStaging",
    without(is("roll-back-step", "staging/network", "intent")),
  ],
  [
    "change-set",
    "an update by another change set than the one that was prepared",
    "inProduction",
    edit(
      (one) => one.detail["operation"] === "update",
      (one) => {
        one.detail["changeSet"] = "interlock-somebody-elses";
      },
    ),
  ],
  [
    "change-set",
    "an update that does not say what it would do",
    "inProduction",
    edit(
      (one) => one.detail["operation"] === "update",
      (one) => {
        delete one.detail["changes"];
      },
    ),
  ],
  [
    "change-set",
    "an update that removes a bucket with what is in it",
    "inProduction",
    edit(
      (one) => one.detail["operation"] === "update" && one.detail["part"] === "storage",
      (one) => {
        one.detail["changes"] = listOf([removal]);
      },
    ),
  ],
  [
    "approved",
    "a change of production that nobody was shown",
    "inProduction",
    edit(
      (one) => one.detail["operation"] === "update" && one.detail["environment"] === "production",
      (one) => {
        one.detail["changes"] = listOf([removal]);
      },
    ),
  ],
  [
    "lists",
    "a list with one item more than there are",
    "inProduction",
    edit(
      (one) => one.detail["operation"] === "update",
      (one) => {
        one.detail["changes"].count += 1;
      },
    ),
  ],
  [
    "lists",
    "a long list that is not there",
    "inStaging",
    edit(is("look-for-residual"), (one) => {
      one.detail["looked"].items = null;
    }),
  ],
  [
    "complete",
    "an intent of which nothing came",
    "inStaging",
    without((one) => one.subject === "staging/compute" && one.kind === "outcome"),
  ],
  [
    "complete",
    "a success that left a step out",
    "succeeded",
    without(is("provision-step", "staging/storage")),
  ],
  [
    "gate",
    "a gate that asks somebody else",
    "succeeded",
    edit(is("open-gate", "change-record"), (one) => {
      one.detail["approvers"] = ["mallory"];
    }),
  ],
  [
    "gate",
    "a gate that wants nobody",
    "succeeded",
    edit(is("open-gate", "change-record"), (one) => {
      one.detail["quorum"] = 0;
    }),
  ],
  [
    "gate",
    "a gate that waits longer than the plan",
    "succeeded",
    edit(is("open-gate", "change-record"), (one) => {
      one.detail["expiresAtMs"] += 3_600_000;
    }),
  ],
  [
    "gate",
    "a release that asks before production is valid",
    "succeeded",
    moved((one) => one.subject === "production-release", is("decide-gate", "change-record")),
  ],
  [
    "decision",
    "a decision by somebody who was not asked",
    "succeeded",
    edit(is("decide-gate", "change-record"), (one) => {
      one.detail["approver"] = "mallory";
      one.actor = "mallory";
    }),
  ],
  [
    "decision",
    "a decision in somebody else's name",
    "succeeded",
    edit(is("decide-gate", "change-record"), (one) => {
      one.actor = "mallory";
    }),
  ],
  ["decision", "a decision twice", "succeeded", again(is("decide-gate", "change-record"))],
  [
    "decision",
    "a decision about something else",
    "succeeded",
    edit(is("decide-gate", "change-record"), (one) => {
      one.detail["dossierDigest"] = "0".repeat(64);
    }),
  ],
  [
    "decision",
    "a decision before its gate",
    "succeeded",
    moved(is("open-gate", "change-record"), is("decide-gate", "change-record")),
  ],
  ["quorum", "a gate that nobody passed", "succeeded", without(is("decide-gate", "change-record"))],
  [
    "checks",
    "a validation that overlooks an answer",
    "succeeded",
    edit(is("validate-environment", "staging"), (one) => {
      one.detail["readings"][0].answer = "broken";
    }),
  ],
  [
    "checks",
    "a validation with a waiver of its own",
    "succeeded",
    edit(is("validate-environment", "staging"), (one) => {
      one.detail["readings"][0].answer = "waived";
    }),
  ],
  [
    "checks",
    "a validation that asked nothing",
    "succeeded",
    edit(is("validate-environment", "staging"), (one) => {
      one.detail["readings"] = [];
    }),
  ],
  [
    "rollback",
    "a step that was left standing",
    "inStaging",
    without(is("roll-back-step", "staging/network")),
  ],
  [
    "rollback",
    "a step that was deleted instead of restored",
    "inProduction",
    edit(is("roll-back-step", "production/storage", "outcome"), (one) => {
      one.detail["result"] = "deleted";
    }),
  ],
  [
    "rollback",
    "a part that the plan does not keep",
    "inStaging",
    edit(is("roll-back-step", "staging/network", "outcome"), (one) => {
      one.detail["result"] = "kept";
    }),
  ],
  [
    "rollback",
    "a rollback where nothing was done",
    "inStaging",
    again(is("begin-rollback"), (one) => {
      one.detail["environment"] = "production";
      one.subject = "production";
    }),
  ],
  [
    "rollback-order",
    "an undoing before its rollback began",
    "inStaging",
    moved(is("begin-rollback"), is("roll-back-step", "staging/network")),
  ],
  [
    "rollback-order",
    "production restored before ingress is closed",
    "inProduction",
    moved(is("roll-back-step", "production/ingress"), is("roll-back-step", "production/storage")),
  ],
  [
    "rollback-order",
    "production restored before the logs were read",
    "inProduction",
    moved(is("preserve-logs"), is("roll-back-step", "production/storage")),
  ],
  [
    "rollback-order",
    "the network taken down first",
    "inStaging",
    moved(is("roll-back-step", "staging/network"), is("begin-rollback")),
  ],
  [
    "proof",
    "a proof with something left",
    "inStaging",
    edit(is("prove-rollback"), (one) => {
      one.detail["residual"] = [{ type: "AWS::S3::Bucket", id: "b", state: "present" }];
    }),
  ],
  [
    "proof",
    "a proof before the last undoing",
    "inStaging",
    moved(is("prove-rollback"), is("begin-rollback")),
  ],
  [
    "residual",
    "a look that overlooks what it saw",
    "inStaging",
    edit(is("look-for-residual"), (one) => {
      const [first, ...others] = one.detail["looked"].items;
      one.detail["looked"] = listOf([{ ...first, is: "present" }, ...others]);
    }),
  ],
  [
    "residual",
    "a proof after one look",
    "inStaging",
    (drafts) => drafts.filter((_, index) => index !== drafts.findIndex(is("look-for-residual"))),
  ],
  ["residual", "a proof for which nobody looked", "inStaging", without(is("look-for-residual"))],
  [
    "read-back",
    "an ingress that is closed and can be reached",
    "inProduction",
    edit(is("confirm-closed"), (one) => {
      one.detail["exposed"] = ["a route to the internet"];
    }),
  ],
  [
    "read-back",
    "logs that are kept and were not read",
    "inProduction",
    edit(is("preserve-logs"), (one) => {
      one.detail["logGroups"] = ["/somewhere"];
    }),
  ],
  [
    "proof",
    "a development that is said to be as it was",
    "inStaging",
    edit(is("confirm-preserved"), (one) => {
      one.detail["after"] = "0".repeat(64);
    }),
  ],
];

test.each(forgeries)("%s finds %s, however well it is signed", async (rule, _what, name, lie) => {
  const parts: BundleParts = (await originals)[name];
  const { findings, sound } = verify(bytesOf(forged(parts, worldsHand, lie(draftsOf(parts)))), {
    key: worldsHand.publicKeyPem,
  });
  expect(sound).toBe(false);
  expect(findings.map((finding) => finding.rule)).toContain(rule);
});

test("decision finds somebody who decides on a commit of their own", async () => {
  const { succeeded } = await originals;
  const shown = succeeded.dossiers.find((text) => JSON.parse(text).gate === "change-record") ?? "";
  const dossier = JSON.parse(shown) as { directory: Json; people: readonly { address: string }[] };
  const [author] = dossier.people;
  const own = [{ approver: "change-manager", identities: [identityDigest(author?.address ?? "")] }];
  const told = canonicalJson({ ...dossier, directory: own } as unknown as Json);
  const drafts = draftsOf(succeeded).map((draft) =>
    draft.detail["dossierDigest"] === sha256(shown)
      ? { ...draft, detail: { ...draft.detail, dossierDigest: sha256(told) } }
      : draft,
  );
  const dossiers = succeeded.dossiers.map((text) => (text === shown ? told : text));
  const { findings } = verify(bytesOf(forged({ ...succeeded, dossiers }, worldsHand, drafts)));
  expect(findings.map(({ rule }) => rule)).toEqual(["decision"]);
});

test.each(["succeeded", "inProduction", "inStaging"] as const)(
  "a bundle of a run that %s is sound when nothing is forged but its signatures",
  async (name) => {
    const parts = (await originals)[name];
    expect(verify(bytesOf(forged(parts, worldsHand, draftsOf(parts)))).findings).toEqual([]);
  },
);

test("every line of a bundle is canonical JSON, entries verbatim", async () => {
  const { succeeded } = await originals;
  const lines = [...bundleLines(succeeded)];
  for (const bytes of succeeded.entries) expect(lines).toContain(`${bytes}\n`);
});
