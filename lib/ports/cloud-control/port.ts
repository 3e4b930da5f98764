/**
 * How a resource was read by its type and its primary identifier. `standing`: it is there, with its properties as a template writes
 * them. `absent`: its handler did not find it. `unread`: nothing was learned, and why.
 */
export type GeneralReading =
  | { readonly is: "standing"; readonly properties: Readonly<Record<string, unknown>> }
  | { readonly is: "absent" }
  | { readonly is: "unread"; readonly because: string };

/** Reads a resource of any type that has a read handler, without a reader of our own. */
export interface CloudControl {
  /**
   * Reads one resource of a stack's environment. An absent one may be one whose identifier is wrong: only an identifier that was
   * read while the resource stood can show that it is gone. Throws Throttled if its service asks for patience.
   */
  read(resource: {
    readonly type: string;
    readonly identifier: string;
    readonly stack: string;
  }): Promise<GeneralReading>;
}
