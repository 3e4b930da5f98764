/** Writes the assembly of a case into a folder, which is emptied first. Throws if there is no such case. */
export function makeCase(folder: string, name: string): void;
