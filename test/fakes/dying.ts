/** The process is gone: nothing after this is carried out by it. */
export class Died extends Error {
  override readonly name = "Died";
}

/** One call of one port, counted from 1 over all ports. */
export type Call = { readonly number: number; readonly port: string; readonly method: string };

/** Says at which call the process dies, and whether the effect was carried out before. */
export type Death = (call: Call) => "before" | "after" | null;

/** The ports with every call counted, and a process that dies at one of them. */
export function dying<P extends object>(ports: P, death: Death): P {
  let number = 0;
  const watched = (port: string, target: object): object =>
    new Proxy(target, {
      get(of, key) {
        const value: unknown = Reflect.get(of, key);
        if (typeof value !== "function" || port === "clock") return value;
        return async (...args: unknown[]) => {
          number += 1;
          const when = death({ number, port, method: String(key) });
          if (when === "before") throw new Died();
          const answer: unknown = await Reflect.apply(value, of, args);
          if (when === "after") throw new Died();
          return answer;
        };
      },
    });
  return Object.fromEntries(
    Object.entries(ports).map(([port, target]) => [
      port,
      port === "settings" || port === "ids" ? target : watched(port, target as object),
    ]),
  ) as P;
}
