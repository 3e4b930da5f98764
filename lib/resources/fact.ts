/**
 * What one fact of a resource looks like. `mayBeUnseen` adds null, which means that the fact can't be seen here. A fact
 * that `moves` changes by itself while nobody changes anything: it says how a resource is doing, not what it is.
 */
export type FactShape = {
  readonly kind: "text" | "number" | "flag" | "list";
  /** The values of a text that AWS documents and that matter here; empty for free text. */
  readonly values: readonly string[];
  readonly mayBeUnseen: boolean;
  readonly moves: boolean;
};

/** The facts of a type by name. */
export type FactShapes = Readonly<Record<string, FactShape>>;

type Values = {
  readonly text: string;
  readonly number: number;
  readonly flag: boolean;
  readonly list: readonly string[];
};

/** The value of a fact. */
export type FactValue<S extends FactShape> =
  | Values[S["kind"]]
  | (true extends S["mayBeUnseen"] ? null : never);

/** The values of all facts of a type. */
export type FactsOf<F extends FactShapes> = { readonly [K in keyof F]: FactValue<F[K]> };

const settled = { values: [], mayBeUnseen: false, moves: false } as const;

/** A number. */
export const number = { kind: "number", ...settled } as const;

/** Yes or no. */
export const flag = { kind: "flag", ...settled } as const;

/** Several texts. */
export const list = { kind: "list", ...settled } as const;

/** A text. AWS may also answer with values that are not listed. */
export const text = <const V extends readonly string[]>(...values: V) =>
  ({ kind: "text", values, mayBeUnseen: false, moves: false }) as const;

type Changed<S extends FactShape, C extends Partial<FactShape>> = Omit<S, keyof C> & C;

/** The same fact, null where it can't be seen. */
export const orUnseen = <const S extends FactShape>(
  shape: S,
): Changed<S, { readonly mayBeUnseen: true }> => ({
  ...shape,
  mayBeUnseen: true,
});

/** The same fact, which changes by itself. */
export const moving = <const S extends FactShape>(shape: S): Changed<S, { readonly moves: true }> => ({
  ...shape,
  moves: true,
});
