/** A room of the house: a folder or file of lib, or a room of the domain. */
export type Room = {
  /** The name that findings and docs/architecture.md use. */
  readonly name: string;
  /** Which files belong to it, by their path from the root. The first room that matches owns the file. */
  readonly owns: RegExp;
  /** What the room is for, in one sentence. */
  readonly purpose: string;
};

const room = (name: string, owns: RegExp, purpose: string): Room => ({ name, owns, purpose });
const folder = (name: string, purpose: string): Room => room(name, new RegExp(`^${name}/`), purpose);

/**
 * The order of the rooms, lowest first: a room imports only rooms before it, types included. The linter states what each
 * room may import and why (biome.json). This list is the one place for the order itself and for each room's purpose.
 */
export const houseOrder: readonly Room[] = [
  folder("lib/dependencies", "Installs the pinned dependencies of a checkout, before anything else can run"),
  folder(
    "lib/reference-environments",
    "A CDK app with the three environments of 21.03, used to try Interlock",
  ),
  folder(
    "lib/resources",
    "One file per AWS service: everything that Interlock knows about its resource types",
  ),
  folder("lib/domain", "The decisions, as pure functions: one folder per concept"),
  folder("lib/plan", "The plan 21.03 as data, its schema and its digest"),
  folder("lib/settings", "The schema of an installation's settings"),
  folder(
    "lib/doors",
    "What a door runs: the commands of a build, and the pipelines that `interlock init` writes",
  ),
  folder("lib/text", "Escaped HTML, plurals, and the commands that start and stop a sandbox"),
  room(
    "lib/ports/*/port.ts and lib/ports/ports.ts",
    /^lib\/ports\/([^/]+\/port|ports)\.ts$/,
    "The interfaces through which use cases act on the world",
  ),
  folder("lib/tasks", "Every Lambda function once: its input, its answer, the ports that it uses"),
  folder("lib/pages", "The approval page and its HTTP rules"),
  folder("lib/mails", "The text of every mail and alarm, as pure functions"),
  folder("lib/report", "A run as one HTML page, made from its bundle alone"),
  folder("lib/shared-use-cases", "What several functions do in the same way"),
  folder("lib/operators", "The operators' page"),
  room(
    "lib/ports, the adapters",
    /^lib\/ports\//,
    "The AWS implementation of each port, what it may call, and how a handler gets it",
  ),
  folder("lib/runtime", "The frame of every function: parse the input, log, answer"),
  folder("lib/control-plane", "The CDK stack that deploys Interlock"),
  folder("lib/bootstrap", "Prepares the accounts: the standard bootstrap of the CDK, and two roles of ours"),
  folder("lib/installation", "How the command line finds and reads an installation"),
  folder("lib/sandbox", "A local installation: emulator, mailbox, control plane"),
  folder("lib/command-line", "The command `interlock`: one file per command"),
  folder("functions", "One folder per Lambda function: its use case and its handler"),
  folder("bin", "The entry points"),
  folder("test", "Tests, the simulated account, and everything that analyses or attacks Interlock"),
];

/** The order of the rooms of lib/domain, lowest first. */
export const domainOrder: readonly Room[] = [
  room(
    "lib/domain/*.ts",
    /^lib\/domain\/[^/]+$/,
    "Words that every concept uses: errors, gates, environments",
  ),
  folder("lib/domain/freeze", "Freeze windows: when an environment may be changed"),
  folder(
    "lib/domain/change",
    "A change: its manifest, its effects, what it widens, how it differs from staging",
  ),
  folder("lib/domain/records", "Entries, their chain, receipts and bundles"),
  folder("lib/domain/check", "What a check of the plan asks of each resource, and whether a reading holds"),
  folder("lib/domain/step", "A step: what its stack looks like, and the next move"),
  folder("lib/domain/gate", "A gate: its dossier, its decisions, its state"),
  folder("lib/domain/run", "A run: what it has to do next, and its verdict"),
  folder("lib/domain/rollback", "A rollback: the next move, what is gone, what is left"),
  folder("lib/domain/verify", "The offline verifier and its rules"),
];
