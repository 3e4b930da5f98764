/** A browser's request for an approval page. Header names are in lower case. */
export type PageRequest = {
  readonly method: string;
  /** The secret of the link. */
  readonly invitation: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** A field that was sent twice is a list. */
  readonly form: Readonly<Record<string, unknown>>;
};

/** The answer to it. */
export type PageResponse = {
  readonly status: number;
  readonly html: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
};
