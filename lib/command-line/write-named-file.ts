import { invalidInput } from "../domain/errors.ts";

/**
 * Writes a file that a person named.
 * @param instead what to do if it cannot be written.
 * @throws InvalidInput if the system does not let it be written.
 */
export function writeNamedFile(path: string, instead: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw invalidInput(`${path} cannot be written (${String(error)}): ${instead}`, error);
  }
}
