import { rmSync } from "node:fs";
import { invalidInput } from "../../domain/errors.ts";
import { SandboxPlace } from "../../sandbox/place.ts";
import { type Say, stopSandbox } from "../../sandbox/up.ts";
import { askPerson } from "../ask-person.ts";
import {
  type AddCommand,
  type InstallationOptions,
  printResult,
  progressOutput,
  withInstallation,
  withRepository,
} from "../command.ts";
import { connect } from "../connect.ts";
import type { Stage } from "../rehearsal/rehearsal.ts";
import { prepare } from "../rehearsal/rehearse.ts";
import { nextAttempt, stageHere } from "../rehearsal/rehearse-here.ts";
import { clear, isRight, type Smoked, smoke, usdPerHour } from "../smoke/smoke.ts";

/** The options of `interlock smoke`. */
export type SmokeOptions = InstallationOptions & {
  readonly repository?: string;
  readonly image?: string;
  readonly clearOnly?: boolean;
  readonly yes?: boolean;
};

/** The context of the small, cheap variant of the reference environments. */
const contextOf = ({ image }: SmokeOptions): Readonly<Record<string, string>> => ({
  size: "small",
  ...(image === undefined ? {} : { image }),
});

/**
 * Tries a whole installation out: in a new sandbox, or on AWS in accounts that nobody needs.
 * @throws InvalidInput if an environment has a stack already, or if the person does not agree.
 */
async function tryOut(options: SmokeOptions, progress: Say): Promise<Smoked> {
  if (options.aws === true) return onAws(options, progress);
  const place = new SandboxPlace(options.sandbox ?? "smoke");
  if (place.name === "local")
    throw invalidInput("a trial deletes its sandbox: choose a name other than local");
  const remove = async () => {
    await stopSandbox(place);
    rmSync(place.folder, { recursive: true, force: true });
  };
  await remove();
  try {
    return await act(await prepare(place, options.repository, progress, contextOf(options)), options);
  } finally {
    await remove();
  }
}

async function onAws(options: SmokeOptions, progress: Say): Promise<Smoked> {
  const connection = await connect(options);
  if (options.repository === undefined && options.image === undefined)
    throw invalidInput(
      "the reference app has no image that ECS can pull: push one to the private ECR repository that is named after the application, in each account, and pass --image APPLICATION@sha256:DIGEST",
    );
  const stage = await stageHere(connection, options.repository, progress, contextOf(options));
  const { application, accounts } = connection.installation;
  const { controlPlane: _, ...places } = accounts;
  const where = Object.entries(places).map(([name, { account, region }]) => `${name} ${account} ${region}`);
  progress(`environments of ${application}: ${where.join(", ")}`);
  progress(`about ${usdPerHour(stage).toFixed(2)} USD an hour, and about two hours if people answer at once`);
  if (options.yes !== true)
    await askPerson(
      `This creates the environments of ${connection.where}, and DELETES them in the end with everything in them.`,
      application,
      "--yes",
    );
  return act(stage, options);
}

async function act(stage: Stage, { clearOnly }: SmokeOptions): Promise<Smoked> {
  if (clearOnly === true) return { runs: [], left: await clear(stage), minutes: 0, usd: 0 };
  return smoke(stage, await nextAttempt(stage.installation, stage.commit));
}

/** Adds `interlock smoke`. */
export const addCommand: AddCommand = (interlock, output) => {
  withRepository(withInstallation(interlock.command("smoke")))
    .description("try a whole installation out: reject, succeed, fail and roll back, and delete everything")
    .option("--image <image>", "the backend's image by digest, in the private registry of each account")
    .option("--clear-only", "only delete what an earlier trial left")
    .option("--yes", "do not ask, where nobody can be asked")
    .action(async (options: SmokeOptions) => {
      const tried = await tryOut(options, progressOutput(output, options));
      const right = options.clearOnly === true ? tried.left.length === 0 : isRight(tried);
      printResult(output, options, tried, right ? "everything is as it has to be" : "something is WRONG");
      output.exitWith(right ? 0 : 1);
    });
};
