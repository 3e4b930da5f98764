import { devNull } from "node:os";

/** What a program of the sandbox sees of the user's environment. Functions inherit it from the emulator. */
const allowed = ["PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TERM", "LD_LIBRARY_PATH"];

/** Addresses of this machine, which no proxy can reach for us. */
const direct = "127.0.0.1,localhost";

/** Variables that keep every AWS client from the user's configuration files, proxies and instance metadata. */
const unled: Readonly<Record<string, string>> = {
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_EC2_METADATA_DISABLED: "true",
  NO_PROXY: direct,
  no_proxy: direct,
};

/** The environment of a program that the sandbox starts: no credential, no setting of an AWS client, no proxy of the user. */
export const ownEnvironment = (more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  ...Object.fromEntries(
    allowed.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  ),
  NO_PROXY: direct,
  no_proxy: direct,
  ...more,
});

/**
 * Leads every AWS call of this process, and of what it starts, to the given place. What the user's environment says
 * about AWS is forgotten first: one variable more, such as a profile or the endpoint of one service, would lead elsewhere.
 * Only what the SDK for JavaScript may print stays as it is.
 */
export function leadProcess(to: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(process.env)) if (/^AWS_(?!SDK_JS_)/i.test(name)) delete process.env[name];
  Object.assign(process.env, unled, to);
}
