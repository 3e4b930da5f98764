import { createHash } from "node:crypto";
import type { World } from "../../simulator/world.ts";

/**
 * Everything that happened in a world, as one digest: who asked what of whom, when, and what was answered. Signatures
 * are random and in no line, so two worlds that went the same way have the same trace.
 */
export class Trace {
  private readonly lines: string[] = [];

  constructor(world: World) {
    world.account.watchers.push({
      acted: ({ process, service, operation }, error) => {
        const answer = error instanceof Error ? error.name : "ok";
        this.lines.push(`${world.time.nowMs()} ${process.name} ${service} ${operation} ${answer}`);
      },
    });
  }

  /** SHA-256 over the lines so far. */
  digest(): string {
    return createHash("sha256").update(this.lines.join("\n")).digest("hex");
  }
}
