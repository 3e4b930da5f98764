/** A room of the house: a folder or file of lib, or a room of the domain. */
export type Room = {
  /** The name that findings use. */
  readonly name: string;
  /** Which files belong to it, by their path from the root. The first room that matches owns the file. */
  readonly owns: RegExp;
};

const room = (name: string, owns: RegExp): Room => ({ name, owns });
const folder = (name: string): Room => room(name, new RegExp(`^${name}/`));

/**
 * The order of the rooms, lowest first: a room imports only rooms before it, types included. The linter states what each
 * room may import and why (biome.json); this list is the one place for the order itself.
 */
export const houseOrder: readonly Room[] = [
  folder("lib/reference-environments"),
  folder("lib/resources"),
  folder("lib/domain"),
  folder("lib/plan"),
  folder("lib/settings"),
  folder("lib/text"),
  room("lib/ports, the interfaces", /^lib\/ports\/[^/]+\/port\.ts$/),
  room("lib/tasks.ts", /^lib\/tasks\.ts$/),
  folder("lib/pages"),
  folder("lib/mails"),
  folder("lib/report"),
  folder("lib/shared-use-cases"),
  room("lib/ports, the adapters", /^lib\/ports\//),
  folder("lib/runtime"),
  folder("lib/control-plane"),
  folder("lib/installation"),
  folder("lib/sandbox"),
  folder("lib/command-line"),
  folder("functions"),
  folder("bin"),
  folder("test"),
];

/** The order of the rooms of lib/domain, lowest first. */
export const domainOrder: readonly Room[] = [
  room("the words of the domain", /^lib\/domain\/[^/]+$/),
  folder("lib/domain/change"),
  folder("lib/domain/records"),
  folder("lib/domain/check"),
  folder("lib/domain/step"),
  folder("lib/domain/gate"),
  folder("lib/domain/run"),
  folder("lib/domain/rollback"),
  folder("lib/domain/verify"),
];
