import type { Inspected } from "../../resources/resources.ts";
import { readersOf } from "../../resources/tables.ts";
import type { Inspector } from "./port.ts";

type ReadersFile = {
  readonly readers: Readonly<Record<string, (id: string) => Promise<object | null>>>;
};

/**
 * Reads resources by describing them, each through its own service. A service's file is read from disk when the first resource
 * of the service is met: most functions meet few services.
 */
export const awsInspector = (): Inspector => ({
  async inspect({ type, id }) {
    if (!Object.hasOwn(readersOf, type)) return undefined;
    // The rows name the file, and the file's readers are typed by the rows; a test holds the two together.
    const { readers } = (await import(`./readers/${readersOf[type]}.ts`)) as ReadersFile;
    const facts = await readers[type]?.(id);
    return facts === undefined || facts === null ? facts : ({ type, facts } as Inspected);
  },
});
