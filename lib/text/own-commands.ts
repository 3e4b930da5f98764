/** Whether this code runs from the package, compiled, and not from a checkout. */
export const isPackaged = import.meta.url.endsWith(".js");

/** The commands of a checkout and of the package that start and stop a sandbox. */
const [starting, stopping] = isPackaged
  ? (["npx interlock up --run", "npx interlock down"] as const)
  : (["npm start", "npm run down"] as const);

const withSandbox = (command: string, name: string): string =>
  name === "local" ? command : `${command}${isPackaged ? "" : " --"} --sandbox ${name}`;

/** What a person types to start a sandbox, or to go on with it. */
export const startingOf = (name = "local"): string => withSandbox(starting, name);

/** What a person types to stop a sandbox. */
export const stoppingOf = (name = "local"): string => withSandbox(stopping, name);
