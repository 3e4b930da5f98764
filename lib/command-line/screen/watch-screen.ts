import { clearScreenDown, moveCursor } from "node:readline";
import { setTimeout } from "node:timers/promises";
import type { WriteStream } from "node:tty";
import type { Screen } from "./run-screen.ts";

const repaintMs = 1_000;

/** The part of a terminal that a screen is drawn on. */
export type Terminal = Pick<WriteStream, "write"> & Partial<Pick<WriteStream, "rows">>;

/**
 * Draws a run again and again in the same place until it ends. Returns the exit code: 0 only if it SUCCEEDED. Ctrl-C leaves the
 * last screen as it is; the run continues.
 */
export async function watchScreen(
  look: () => Promise<Screen>,
  draw: (screen: Screen) => readonly string[],
  terminal: Terminal,
  pause: (ms: number) => Promise<unknown> = setTimeout,
): Promise<number> {
  let drawn = 0;
  for (;;) {
    const screen = await look();
    const lines = draw(screen);
    // What does not fit would scroll away and could not be drawn over: the end of a screen matters most.
    const shown = lines.slice(-Math.max(1, (terminal.rows ?? lines.length + 1) - 1));
    if (drawn > 0) moveCursor(terminal as WriteStream, 0, -drawn);
    clearScreenDown(terminal as WriteStream);
    terminal.write(`${shown.join("\n")}\n`);
    drawn = shown.length;
    if (screen.view.verdict !== "RUNNING") return screen.view.verdict === "SUCCEEDED" ? 0 : 1;
    await pause(repaintMs);
  }
}
