/**
 * Variables that grow with the installation, and the file beside the function's code that each is in: Lambda takes 4 KB of
 * environment variables in all (Lambda developer guide, "Lambda quotas").
 */
export const besideCode: ReadonlyMap<string, string> = new Map([["SETTINGS", "settings.json"]]);
