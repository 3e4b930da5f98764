import { type Environment, environments, type Scope } from "../../environment.ts";
import { prerequisitesOf } from "../../run/prerequisites.ts";
import { nothingStoodThere } from "../../run/reopening.ts";
import { verdictOf } from "../../run/verdict.ts";
import { removalScope } from "../../step/removed-step.ts";
import { requestToken } from "../../step/token.ts";
import { seen } from "../finding.ts";
import type { EntryOf, Rule } from "../rule.ts";

/** No effect comes before the receipts that allow it. */
export const prerequisites: Rule = {
  holds: "the receipts that allow the effects in an environment come before the first of them",
  source: "21.03 sections 5.1, 6.1 and 9",
  of: "runs",
  watch: (bundle, find) => {
    const waiting = new Map(
      environments.map((environment) => [
        environment,
        {
          "all-but-ingress": neededBefore(environment, "all-but-ingress"),
          ingress: neededBefore(environment, "ingress"),
        },
      ]),
    );
    return {
      on: {
        "provision-step": {
          intent: ({ detail, subject }) => {
            const isLast =
              detail.operation === "remove"
                ? removalScope(detail.environment) === "ingress"
                : detail.part === "ingress" && detail.operation !== "close-ingress";
            const missing = waiting.get(detail.environment)?.[isLast ? "ingress" : "all-but-ingress"];
            // Receipts are only added: one that was found need not be looked for again.
            for (const needed of missing ?? [])
              if (bundle.receipts.has(needed)) missing?.delete(needed);
              else
                find(bundle.count + 1, `${subject} is changed without a receipt ${seen(needed)} before it`);
          },
        },
      },
    };
  },
};

const neededBefore = (environment: Environment, scope: Scope): Set<string> =>
  new Set(prerequisitesOf(environment, scope).map(({ statement, about }) => `${statement} ${about}`));

/** Production is public only after its release. */
export const ingress: Rule = {
  holds: "ingress is closed before anything else of production changes, and opened only after the release",
  source: "21.03 section 6.3",
  of: "runs",
  watch: (bundle, find) => {
    let touched: string | null = null;
    return {
      on: {
        "provision-step": {
          intent: ({ detail, subject }) => {
            if (detail.environment !== "production") return;
            const place = bundle.count + 1;
            // A change set changes nothing until it is executed.
            if (detail.operation === "prepare") return;
            if (detail.operation === "close-ingress") {
              if (touched !== null) find(place, `ingress is closed after ${touched} was touched`);
              return;
            }
            touched ??= subject;
            if (detail.part === "ingress" && !bundle.receipts.has("gate-passed production-release"))
              find(place, `${subject} is opened, and production was not released`);
          },
        },
      },
    };
  },
};

/** An effect is on a step of the change, and as the change wants it. */
export const step: Rule = {
  holds: "every entry about a step fits that step of the change: part, stack and wanted state",
  source: "21.03 section 9",
  of: "runs",
  watch: (bundle, find) => {
    const differs = (name: string, value: unknown, expected: unknown, subject: string) => {
      if (value !== expected)
        find(bundle.count + 1, `${subject} has the ${name} ${seen(value)}; it is ${seen(expected)}`);
    };
    /** The step of the change that an entry is about, after comparing the two; null if there is none. */
    const fitting = ({ subject, kind, detail }: EntryOf<"provision-step" | "roll-back-step">) => {
      const { about } = bundle;
      if (about === null) {
        if (bundle.change?.says) find(bundle.count + 1, `${subject} is no step of the change`);
        return null;
      }
      differs("environment", detail.environment, about.environment, subject);
      differs("step", detail.step, about.step.step, subject);
      if (kind === "intent") differs("stack", detail.stackName, about.step.stackName, subject);
      return about;
    };
    return {
      on: {
        "provision-step": (entry) => {
          const about = fitting(entry);
          if (about === null) return;
          const { subject } = entry;
          differs("part", entry.detail.part, about.step.part, subject);
          if (entry.kind !== "intent") return;
          const { operation, token, wantedDigest, stackId, fromDigest, baselineDigest } = entry.detail;
          const wanted = operation === "close-ingress" ? token : about.wantedDigest;
          differs("wanted digest", wantedDigest, wanted, subject);
          const { removed } = about;
          if (operation !== "close-ingress" && (operation === "remove") !== (removed !== null))
            find(
              bundle.count + 1,
              removed === null
                ? `${subject} is removed, and the change has it`
                : `${subject} is changed by "${operation}", and the change no longer has it`,
            );
          if (operation !== "remove" || removed === null) return;
          differs("stack id", stackId, removed.stackId, subject);
          differs("digest of what stands", fromDigest ?? null, removed.deployedDigest, subject);
          if (baselineDigest === null)
            find(bundle.count + 1, `${subject} is removed, and what stood was not kept`);
        },
        "roll-back-step": (entry) => {
          const about = fitting(entry);
          if (
            about !== null &&
            about.removed === null &&
            entry.kind === "intent" &&
            entry.detail.operation === "recreate"
          )
            find(bundle.count + 1, `${entry.subject} is made again, and the run did not remove it`);
        },
      },
    };
  },
};

/** The operation that a bucket is emptied for: a deletion. */
const askedAs = (operation: string): string => (operation === "empty-bucket" ? "delete" : operation);

/** The token of a request to CloudFormation identifies it, and anyone can compute it. */
export const token: Rule = {
  holds: "every intent carries the request token of its run, step, operation and attempt",
  source: "21.03 section 8",
  of: "runs",
  watch: (bundle, find) => ({
    end: () => {
      for (const { action, kind, detail, subject, sequence } of bundle.remembered.entries) {
        if (kind !== "intent" || action === "publish-asset" || action === "delete-log-group") continue;
        const { environment, step: name, operation, attempt } = detail;
        const asked = {
          "provision-step": operation,
          "roll-back-step": `undo-${askedAs(operation)}`,
          "reopen-ingress": `reopen-${operation}`,
        }[action];
        const expected = requestToken(bundle.runId, environment, name, asked, attempt);
        if (detail.token !== expected)
          find(sequence, `${subject} has the token ${seen(detail.token)}; it is ${expected}`);
      }
    },
  }),
};

/** The last intent before each effect. */
const intendedAs: Readonly<Record<string, string>> = {
  created: "create",
  updated: "update",
  removed: "remove",
  "ingress-closed": "close-ingress",
};

/** Every effect has an intent. */
export const intent: Rule = {
  holds: "every effect on a step, undoing it too, has its intent before it, and is what was intended",
  source: "21.03 section 8",
  of: "runs",
  watch: (bundle, find) => ({
    on: {
      "provision-step": {
        outcome: (entry) => {
          const needed = intendedAs[entry.detail.result];
          const last = bundle.about?.intended ?? null;
          if (needed !== undefined && last !== needed)
            find(
              bundle.count + 1,
              `${entry.subject} was ${entry.detail.result}, and the last intent before it is ${last === null ? "none" : `"${last}"`}: it needs "${needed}"`,
            );
        },
      },
      "roll-back-step": {
        outcome: (entry) => {
          if (entry.detail.result !== "deleted") return;
          if (bundle.about?.undoing === false && entry.detail.reason !== nothingStoodThere)
            find(bundle.count + 1, `${entry.subject} was deleted, and no intent before it says so`);
        },
      },
    },
  }),
};

/** A sealed run reports the result of everything that it began, and a successful run left nothing out. */
export const complete: Rule = {
  holds:
    "a sealed run says what became of every intent, and one that succeeded settled every step of every environment",
  source: "21.03 sections 3 and 8",
  of: "runs",
  watch: (bundle, find) => ({
    end: () => {
      if (!bundle.receipts.has("run-closed run")) return;
      const verdict = verdictOf(bundle.remembered.entries);
      const steps = environments.flatMap((environment) => bundle.stepsOf(environment));
      if (verdict !== "QUARANTINED")
        for (const { subject, openSince } of steps)
          if (openSince !== null)
            find(openSince, `${subject} was begun and the run is sealed, but nothing says what became of it`);
      if (verdict === "SUCCEEDED")
        for (const { subject, settled } of steps)
          if (!settled) find(null, `the run succeeded, and ${subject} was never settled`);
    },
  }),
};
