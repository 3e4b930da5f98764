/** A resource of the table: its type, its properties, and what it waits for. */
export type Entry = { readonly type: string; readonly properties?: object; readonly after?: string };
/** Resources by logical id. */
export type Entries = Readonly<Record<string, Entry>>;
