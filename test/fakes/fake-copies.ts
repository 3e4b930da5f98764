import { createHash } from "node:crypto";
import type { Copy, Span } from "../../lib/domain/records/compare.ts";
import type { KeptEntry } from "../../lib/domain/records/entry.ts";
import type { Copies } from "../../lib/ports/copies/port.ts";

type Version = Copy & { readonly bytes: string };

/** The object-locked bucket in memory: versions are only ever added. */
export class FakeCopies implements Copies {
  private readonly versions = new Map<string, Version[]>();
  private ids = 0;

  async list(chain: string, { from, to }: Span) {
    const all = this.versions.get(chain) ?? [];
    return all.filter(({ sequence }) => sequence >= from && sequence <= (to ?? sequence));
  }

  async read({ key, version }: Copy) {
    const all = [...this.versions.values()].flat();
    return all.find((one) => one.key === key && one.version === version)?.bytes ?? "";
  }

  async make(chain: string, { sequence, bytes }: KeptEntry) {
    const there = this.versions.get(chain)?.some((one) => one.sequence === sequence && !one.isMark);
    if (there !== true) this.put(chain, sequence, bytes);
  }

  /** Puts a version over whatever is there, as somebody with other rights than ours could. */
  put(chain: string, sequence: number, bytes: string, isMark = false) {
    this.ids += 1;
    const tag = isMark ? null : createHash("md5").update(bytes).digest("hex");
    const added = { sequence, key: `${chain}/${sequence}`, version: `v${this.ids}`, isMark, tag, bytes };
    this.versions.set(chain, [...(this.versions.get(chain) ?? []), added]);
  }

  /** Loses every version of a copy. */
  lose(chain: string, sequence: number) {
    this.versions.set(
      chain,
      (this.versions.get(chain) ?? []).filter((one) => one.sequence !== sequence),
    );
  }
}
