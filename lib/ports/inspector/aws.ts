import type { Inspected } from "../../resources/resources.ts";
import { readersOf } from "../../resources/tables.ts";
import type { Clients, Environments } from "../shared/environments/environments.ts";
import type { Inspector } from "./port.ts";

type ReadersFile = {
  readonly readers: Readonly<Record<string, (id: string, clients: Clients) => Promise<object | null>>>;
};

/**
 * Reads resources by describing them, each through its own service. A service's file is loaded with the first
 * resource of the service, because most functions need few services.
 */
export const inspectorIn = (environments: Environments): Inspector => ({
  async inspect({ type, id, stack }) {
    if (!Object.hasOwn(readersOf, type)) return undefined;
    // The rows name the file, and the file's readers are typed by the rows; a test holds the two together.
    const { readers } = (await import(`./readers/${readersOf[type]}.ts`)) as ReadersFile;
    const facts = await readers[type]?.(id, environments.clients("look", environments.ofStack(stack)));
    return facts === undefined || facts === null ? facts : ({ type, facts } as Inspected);
  },
});
