import { type Asset, isSameAsset } from "../../change/assets.ts";
import { assetsOf } from "../../change/manifest.ts";
import type { Environment } from "../../environment.ts";
import type { FactOf } from "../../records/facts.ts";
import { prerequisitesOf } from "../../run/prerequisites.ts";
import type { Rule } from "../rule.ts";

type Published = FactOf<"publish-asset">["detail"];

type Wanted = ReadonlyMap<string, Asset>;
const placeOf = ({ bucketName, objectKey }: Pick<Asset, "bucketName" | "objectKey">): string =>
  `${bucketName} ${objectKey}`;
const byPlace = (all: readonly Asset[]): Wanted => new Map(all.map((asset) => [placeOf(asset), asset]));

/** What is put into an environment's bucket is what the change brings along, and it is there before the first step. */
export const assets: Rule = {
  holds:
    "every asset of the change is published in its environment, after the receipts that allow it and before the first step, and no other bytes are",
  source: "21.03 sections 6.1 and 9",
  of: "runs",
  watch: (bundle, find) => {
    const done = new Set<string>();
    const begun = new Set<Environment>();
    let open: Published | null = null;
    let back: string | null = null;
    const known = new Map<Environment, Wanted>();
    const wanted = (environment: Environment): Wanted => {
      const says = bundle.change?.says;
      if (!says) return new Map();
      const found = known.get(environment) ?? byPlace(assetsOf(says, environment));
      known.set(environment, found);
      return found;
    };
    return {
      on: {
        "begin-rollback": ({ subject }) => {
          back ??= `the rollback of ${subject}`;
        },
        "recover-run": () => {
          back ??= "a recovery, which can only roll back";
        },
        "publish-asset": {
          intent: ({ detail }) => {
            const place = bundle.count + 1;
            const { environment, name, digest, standing } = detail;
            const what = `${name} (${digest.slice(0, 16)})`;
            open = detail;
            if (back !== null) find(place, `${what} is published in ${environment} after ${back}`);
            if (begun.has(environment))
              find(place, `${what} is published in ${environment} after its first step`);
            // Ingress opens later, under receipts of its own.
            for (const { statement, about } of prerequisitesOf(environment, "all-but-ingress"))
              if (!bundle.receipts.has(`${statement} ${about}`))
                find(
                  place,
                  `${what} is published in ${environment} without a receipt "${statement} ${about}" before it`,
                );
            if (!bundle.change?.says) return;
            const there = wanted(environment).get(placeOf(detail));
            if (standing === undefined && there?.digest !== digest)
              find(place, `${what} is published in ${environment}, and the change does not have it there`);
            if (standing === undefined) return;
            // What stands is put back for a rollback. It is another change's, and takes nobody's place.
            if (standing === bundle.opening?.changeDigest)
              find(place, `${what} is published as another change's, which it names as its own`);
            if (there !== undefined && there.digest !== digest)
              find(
                place,
                `${what} of the change ${standing} is published where the change has ${there.digest}`,
              );
          },
          outcome: ({ detail }) => {
            const { environment, name, digest, result } = detail;
            const isIntended =
              open !== null &&
              open.environment === environment &&
              open.name === name &&
              open.standing === detail.standing &&
              isSameAsset(open, detail);
            if (!isIntended)
              find(
                bundle.count + 1,
                `${name} (${digest.slice(0, 16)}) has an outcome in ${environment}, and the entry before does not announce it`,
              );
            open = null;
            if (result !== "refused") done.add(`${environment} ${digest} ${placeOf(detail)}`);
          },
        },
        "provision-step": {
          intent: ({ detail: { environment }, subject }) => {
            if (begun.has(environment)) return;
            begun.add(environment);
            const missing = [...wanted(environment).values()].find(
              (asset) => !done.has(`${environment} ${asset.digest} ${placeOf(asset)}`),
            );
            if (missing !== undefined)
              find(
                bundle.count + 1,
                `${subject} is changed before ${missing.name} (${missing.digest.slice(0, 16)}) was published`,
              );
          },
        },
      },
    };
  },
};
