import type * as z from "zod";
import type { Access, VariablesOf } from "./access.ts";

/** Parses the text of an environment variable. Throws anything if it does not parse. */
export type Parse<T> = (text: string) => T;

/**
 * Reads an environment variable of the function.
 * @throws SettingMissing when it is absent or empty, or does not parse.
 */
export type ReadVariable = <T>(name: string, parse: Parse<T>) => T;

/** Makes a port from the environment variables of the function. */
export type Wire<P> = (read: ReadVariable) => P;

/** The wires of ports. */
export type Wires<P> = { readonly [N in keyof P]: Wire<P[N]> };

/** A variable that is used as it is. */
export const text: Parse<string> = (value) => value;

/** A variable that is a list of texts without commas, such as ARNs. */
export const list: Parse<readonly string[]> = (value) => value.split(",");

/** A variable that is a JSON document. */
export const json =
  <T>(schema: z.ZodType<T>): Parse<T> =>
  (value) =>
    schema.parse(JSON.parse(value));

/** The access of a wire that names none: it sets no variable. */
type NothingSet = {
  readonly allow: Access["allow"];
  readonly variables: () => Readonly<Record<never, string>>;
};

/**
 * The wiring of a port: `wire<typeof access>()(variables, make)`. It reads exactly the variables that the port's access
 * sets: one that is missing or not set there does not compile. (The first call fixes the type of the access, so that the
 * second can infer the types of the values.)
 */
export const wire =
  <A extends Access = NothingSet>() =>
  <R extends Readonly<Record<VariablesOf<A>, unknown>>, P>(
    variables: { readonly [V in keyof R]: Parse<R[V]> } & Readonly<
      Record<Exclude<keyof R, VariablesOf<A>>, never>
    >,
    make: (values: R) => P,
  ): Wire<P> =>
  (read) => {
    const parses = Object.entries<Parse<unknown>>(variables);
    return make(Object.fromEntries(parses.map(([name, parse]) => [name, read(name, parse)])) as R);
  };
