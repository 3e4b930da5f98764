import { canonicalJson, sha256 } from "../../../lib/domain/canonical.ts";
import { environments } from "../../../lib/domain/environment.ts";
import type { Entry } from "../../../lib/domain/records/entry.ts";
import { isFact } from "../../../lib/domain/records/facts.ts";
import { keepAsset } from "../../../lib/ports/assets/kept.ts";
import { keyOf } from "../../../lib/ports/shared/objects.ts";
import { changeOf, ordinaryParts } from "../../simulator/changes.ts";
import { application, effectsFromNow, install, planWith, take } from "../../simulator/runs.ts";
import type { World } from "../../simulator/world.ts";
import { type Attack, went, without } from "./attack.ts";

const file = "the code of a function";
const shape = { parts: ordinaryParts, files: [file] };
const { change, templates } = changeOf(application, shape);
const plan = planWith();

/** Everything of a change that is kept by its digest, and how it is kept. */
const kept: readonly { readonly what: string; readonly texts: readonly string[]; readonly keep: Keep }[] = [
  { what: "the change's manifest", texts: [canonicalJson(change)], keep: keepDocument },
  { what: "the plan", texts: [canonicalJson(plan)], keep: keepDocument },
  ...environments.map((environment) => ({
    what: `each template of ${environment}`,
    texts: change.environments[environment].map(({ templateDigest }) => templates.get(templateDigest) ?? ""),
    keep: keepDocument,
  })),
  { what: "a file that the change brings along", texts: [file], keep: keepFile },
];

type Keep = (world: World, text: string) => Promise<unknown>;

function keepDocument(world: World, text: string): Promise<unknown> {
  return world.ask(({ changes }) => changes.keep(text));
}

function keepFile(world: World, text: string): Promise<unknown> {
  return world.does(() => keepAsset("assets", sha256(text), Buffer.from(text)));
}

const junks: Readonly<Record<string, (text: string) => string>> = {
  junk: () => "junk",
  "the same with one space more": (text) => `${text} `,
  "an empty object": () => "",
};

/** Who submits reads back what is there: a digest that is taken is told at once, and the change is not submitted. */
const whileSubmitting: readonly Attack[] = kept.flatMap(({ what, texts, keep }) =>
  Object.entries(junks).map(
    ([junk, of]): Attack => ({
      finding: 15,
      where: "account in memory",
      variant: `${junk} lies under the digest of ${what} before it is submitted`,
      carryOut: async () => {
        for (const text of texts) {
          const world = install();
          world.s3.overwrite(keyOf(sha256(text)), of(text));
          const name = await nameOfError(() => keep(world, text));
          if (name !== "DigestMismatch") return went(`the submission ends with ${name ?? "no error"}`);
        }
        return without("the submission ends with DigestMismatch, before the event");
      },
    }),
  ),
);

/** The name of the error that something ends with; null if it ends with none. */
async function nameOfError(act: () => Promise<unknown>): Promise<string | null> {
  try {
    await act();
    return null;
  } catch (error) {
    return (error as Error).name;
  }
}

const isAsked = ({ action }: Entry): boolean => action === "open-gate";

/** Somebody sends the event all the same: nobody is asked about a change that cannot be read. */
const afterTheEvent: readonly Attack[] = kept
  .filter(({ keep }) => keep === keepDocument)
  .map(
    ({ what, texts }): Attack => ({
      finding: 15,
      where: "account in memory",
      variant: `junk lies under the digest of ${what}, and the event is sent all the same`,
      carryOut: async () => {
        const noticed = new Set<string>();
        for (const text of texts) {
          const world = install();
          world.s3.overwrite(keyOf(sha256(text)), "junk");
          const effects = effectsFromNow(world);
          const end = await endOf(world);
          if (end.why === null) return went(`the run ended ${end.verdict}`);
          if (effects.length > 0 || end.entries.some(isAsked))
            return went("people were asked, or something was made");
          noticed.add(end.why);
        }
        return without([...noticed].join("; "));
      },
    }),
  );

/** How the run of the squatted change ended, and why it did not begin; null if it began. */
async function endOf(world: World) {
  try {
    const { verdict, entries } = await take(world, shape, plan);
    const isRefused = verdict === "REFUSED" && /DigestMismatch/.test(reasonOf(entries));
    return {
      verdict,
      entries,
      why: isRefused ? "REFUSED with DigestMismatch before anybody is asked" : null,
    };
  } catch (error) {
    if ((error as Error).name !== "DigestMismatch") throw error;
    // The event comes back, and ends with the undelivered ones, which ring an alarm.
    return { verdict: null, entries: [], why: "start-run does not start it: DigestMismatch" };
  }
}

const reasonOf = (entries: readonly Entry[]): string =>
  entries.find(isFact("refuse-run", "observation"))?.detail.reason ?? "";

/** Junk under digests to come. */
export const squattedDigests: readonly Attack[] = [...whileSubmitting, ...afterTheEvent];
