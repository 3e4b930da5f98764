import { cpSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SandboxPlace } from "./place.ts";

/** Where the emulator keeps its state between starts. */
export type EmulatorState = { readonly services: string; readonly objects: string };

/**
 * Prepares the emulator's state for its next start. The emulator writes objects at once, and everything else when it is
 * stopped. If it is killed, the two contradict each other, and both return to the state of its last start.
 * @returns where the state is, and whether an earlier state was restored.
 */
export function settleState(place: SandboxPlace): EmulatorState & { readonly putBack: boolean } {
  const live = place.path("emulator", "now");
  const atStart = place.path("emulator", "at-start");
  const startedAt = place.path("emulator", "started");
  const services = join(live, "services");
  const putBack = existsSync(startedAt) && !wasWrittenSince(services, startedAt);
  const [from, to] = putBack ? [atStart, live] : [live, atStart];
  rmSync(to, { recursive: true, force: true });
  mkdirSync(from, { recursive: true });
  cpSync(from, to, { recursive: true });
  writeFileSync(startedAt, "");
  return { services, objects: join(live, "objects"), putBack };
}

/** The emulator writes the records' table only when it is stopped. */
function wasWrittenSince(services: string, startedAt: string): boolean {
  const table = join(services, "dynamodb.json");
  return existsSync(table) && statSync(table).mtimeMs > statSync(startedAt).mtimeMs;
}

/** Keeps the state of a stopped emulator under a name. */
export function keepState(place: SandboxPlace, name: string): void {
  const kept = place.path("emulator", "kept", name);
  rmSync(kept, { recursive: true, force: true });
  cpSync(place.path("emulator", "now"), kept, { recursive: true });
}

/** Gives a stopped emulator the state that was kept under a name. */
export function putState(place: SandboxPlace, name: string): void {
  const live = place.path("emulator", "now");
  rmSync(live, { recursive: true, force: true });
  cpSync(place.path("emulator", "kept", name), live, { recursive: true });
  rmSync(place.path("emulator", "started"), { force: true });
}
