import { cpSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Place } from "./place.ts";

/** Where the emulator keeps what it has between its lives. */
export type EmulatorState = { readonly services: string; readonly objects: string };

/**
 * Makes the emulator's state ready for its next life. It writes objects at once and everything else when it ends in
 * order; killed, it leaves the two contradicting each other. Then both are put back to what they were when it started.
 * @returns where the state is, and whether it had to be put back.
 */
export function settleState(place: Place): EmulatorState & { readonly putBack: boolean } {
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

/** The records' table is among what is written at the end. */
function wasWrittenSince(services: string, startedAt: string): boolean {
  const table = join(services, "dynamodb.json");
  return existsSync(table) && statSync(table).mtimeMs > statSync(startedAt).mtimeMs;
}

/** Keeps what the emulator has, under a name. It must have ended. */
export function keepState(place: Place, name: string): void {
  const kept = place.path("emulator", "kept", name);
  rmSync(kept, { recursive: true, force: true });
  cpSync(place.path("emulator", "now"), kept, { recursive: true });
}

/** Puts the emulator back to what was kept under that name. It must have ended. */
export function putState(place: Place, name: string): void {
  const live = place.path("emulator", "now");
  rmSync(live, { recursive: true, force: true });
  cpSync(place.path("emulator", "kept", name), live, { recursive: true });
  rmSync(place.path("emulator", "started"), { force: true });
}
