import type { Digest } from "../../domain/canonical.ts";
import { type Change, stepsInOrder } from "../../domain/change/manifest.ts";
import type { Effect } from "../../domain/change/prediction/effects.ts";
import { withoutSecretDefaults } from "../../domain/change/template/parameters.ts";
import { environments } from "../../domain/environment.ts";
import type { DossierStep } from "../../domain/gate/dossier.ts";
import { isFact } from "../../domain/records/facts.ts";
import { changesIn } from "../../ports/changes/aws.ts";
import type { Changes } from "../../ports/changes/port.ts";
import { systemClock } from "../../ports/clock/system.ts";
import { recordsIn } from "../../ports/records/aws.ts";
import { readDossier } from "../../shared-use-cases/read-dossier.ts";
import { visible, visibleLines } from "../../text/visible.ts";
import {
  type AddCommand,
  type InstallationOptions,
  printResult,
  whereOf,
  withInstallation,
} from "../command.ts";
import { type Connection, connect } from "../connect.ts";

/** A whole change: what approvers were shown of it in a run, and its templates, if they are asked for. */
export type ShownChange = {
  readonly change: Change;
  /** Each step as the gates of the run showed it last, by environment and step; empty without a run. */
  readonly steps: Readonly<Record<string, DossierStep>>;
  /** Each template by its digest, without the defaults of its `NoEcho` parameters; empty if nobody asks for them. */
  readonly templates: Readonly<Record<Digest, string>>;
};

/**
 * Reads a change, and what the gates of a run showed of it.
 * @throws NotFound if nothing is kept under the digest; DigestMismatch if other bytes are.
 */
export async function showChange(
  { installation }: Connection,
  digest: Digest,
  { run, templates }: { readonly run?: string; readonly templates?: boolean },
): Promise<ShownChange> {
  const changes = changesIn(installation);
  const change = await changes.change(digest);
  const digests = environments.flatMap((environment) =>
    stepsInOrder(change, environment, "everything").map(({ templateDigest }) => templateDigest),
  );
  const read = templates
    ? await Promise.all(
        digests.map(async (one) => [one, withoutSecretDefaults(await changes.bytes(one))] as const),
      )
    : [];
  const steps = run === undefined ? {} : await stepsShown(changes, await entriesOf(installation, run));
  return { change, steps, templates: Object.fromEntries(read) };
}

const entriesOf = async (installation: Connection["installation"], run: string) =>
  (await recordsIn({ ...installation, clock: systemClock }).read(run)).entries;

async function stepsShown(
  changes: Changes,
  entries: Awaited<ReturnType<typeof entriesOf>>,
): Promise<ShownChange["steps"]> {
  const opened = entries.filter(isFact("open-gate", "outcome"));
  const dossiers = await Promise.all(
    opened.map(({ detail }) => readDossier({ changes }, detail.dossierDigest)),
  );
  return Object.fromEntries(
    dossiers.flatMap(({ environment, steps }) =>
      steps.map((step) => [`${environment}/${step.step}`, step] as const),
    ),
  );
}

/** A change as lines of text: every step, every effect with its values, and the templates if they were read. */
export function changeInLines({ change, steps, templates }: ShownChange): readonly string[] {
  const { commit, repository } = change;
  return [
    `${visible(commit.subject)}`,
    `by ${visible(commit.author.name)} in ${visible(repository)}, commit ${commit.sha}`,
    ...environments.flatMap((environment) => [
      "",
      environment,
      ...stepsInOrder(change, environment, "everything").flatMap((step) => {
        const shown = steps[`${environment}/${step.step}`];
        return [
          `  ${step.step} (${step.part}), stack ${step.stackName}, template ${step.templateDigest}`,
          ...(shown === undefined ? [] : shownInLines(shown)),
        ];
      }),
      ...Object.entries(steps).flatMap(([path, shown]) =>
        shown.removed === true && path.startsWith(`${environment}/`)
          ? [`  ${shown.step} (${shown.part}), stack ${shown.stackName}, removed`, ...shownInLines(shown)]
          : [],
      ),
    ]),
    ...Object.entries(templates).flatMap(([digest, template]) => [
      "",
      `template ${digest}`,
      visibleLines(template),
    ]),
  ];
}

const shownInLines = ({ effects, widening }: DossierStep): readonly string[] => [
  ...effects.flatMap(effectInLines),
  ...widening.map((line) => `    opens more: ${visible(line)}`),
];

const effectInLines = ({ effect, logicalId, type, because, gravity, values = [] }: Effect) => [
  `    ${effect} ${visible(logicalId)} (${visible(type)})${gravity === undefined ? "" : `, ${gravity}`}${because.length === 0 ? "" : `: ${visible(because.join(", "))}`}`,
  ...values.map(
    ({ at, before, after }) => `      ${visible(at)}: ${valueShown(before)} -> ${valueShown(after)}`,
  ),
];

const valueShown = (value: string | null): string => (value === null ? "none" : visible(value));

/** Adds `interlock change show`. */
export const addCommand: AddCommand = (interlock, output) => {
  const command = interlock.command("change").description("a change, by its digest");
  withInstallation(command.command("show <digest>"))
    .description("print a whole change: its steps, every effect that a run's gates showed, its templates")
    .option("--run <run>", "show the effects as the gates of this run showed them")
    .option("--templates", "print the templates too")
    .action(
      async (
        digest: string,
        options: InstallationOptions & { readonly run?: string; readonly templates?: boolean },
      ) => {
        const shown = await showChange(await connect(options, whereOf(output, options)), digest, options);
        printResult(output, options, shown, changeInLines(shown).join("\n"));
      },
    );
};
