/** A browser's request for an approval page. Header names are in lower case. */
export type PageRequest = {
  readonly method: string;
  /** The secret of the link. */
  readonly invitation: string;
  /** The run that the path names; absent if it names none. */
  readonly run?: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** A field that the form sent twice is a list. */
  readonly form: Readonly<Record<string, unknown>>;
};

/** The answer to a page request. */
export type PageResponse = {
  readonly status: number;
  readonly html: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  /** What the operators' alarms count. It is for the log line only: the browser never gets it. */
  readonly counts?: { readonly forgedLinks: number };
};
