import { isInterlockError } from "../domain/errors.ts";
import { startingOf } from "../text/own-commands.ts";
import { visibleLines } from "../text/visible.ts";

/** An error as people and programs read it: a name that stays, and what to do. */
export type Explained = { readonly name: string; readonly message: string };

/** What `--json` prints of an error. */
export const errorDocument = ({ name, message }: Explained): string =>
  JSON.stringify({ error: { name, message } }, null, 2);

const textOf = (error: unknown, key: "name" | "code" | "message"): string => {
  const value: unknown = typeof error === "object" && error !== null ? Reflect.get(error, key) : undefined;
  return typeof value === "string" ? value : "";
};

/** Errors of the SDK that only mean that the caller's configuration is incomplete, and the one sentence that mends it. */
const configurations: readonly (Explained & { readonly matches: RegExp })[] = [
  {
    matches: /^Region is missing/,
    name: "RegionMissing",
    message: "no AWS region is set: set AWS_REGION, or a region in the profile that AWS_PROFILE names",
  },
  {
    matches:
      /^Could not load credentials|^CredentialsProviderError|Could not resolve credentials|^Unable to load credentials/,
    name: "CredentialsMissing",
    message:
      "there are no AWS credentials: sign in (aws sso login), or set AWS_PROFILE to a profile that has some",
  },
  {
    matches:
      /^ExpiredToken|security token included in the request is expired|SSO session .* expired|token is expired/i,
    name: "CredentialsExpired",
    message: "the AWS credentials have expired: sign in again (aws sso login)",
  },
  {
    matches:
      /^UnrecognizedClientException|^InvalidClientTokenId|security token included in the request is invalid/i,
    name: "CredentialsInvalid",
    message: "AWS does not know these credentials: check AWS_PROFILE, AWS_ACCESS_KEY_ID and the region",
  },
];

/** An error that we know, in one line; null for anything else, whose stack says more than a sentence could. */
export function explained(error: unknown): Explained | null {
  if (isInterlockError(error)) return { name: error.name, message: visibleLines(error.message) };
  const [name, code, message] = [textOf(error, "name"), textOf(error, "code"), textOf(error, "message")];
  const endpoint = process.env["AWS_ENDPOINT_URL"];
  if (endpoint !== undefined && (code === "ECONNREFUSED" || code === "ECONNRESET"))
    return {
      name: "EndpointSilent",
      message: `${endpoint} does not answer (${code}): if it is a sandbox's emulator, run "${startingOf()}" to start it again and continue`,
    };
  const known = configurations.find(({ matches }) => matches.test(message) || matches.test(name));
  if (known !== undefined) {
    const profile = process.env["AWS_PROFILE"];
    const about = profile === undefined ? "" : ` (AWS_PROFILE is "${profile}")`;
    return { name: known.name, message: visibleLines(`${known.message}${about}`) };
  }
  if (/^AccessDenied/.test(name)) return { name: "AccessDenied", message: visibleLines(message) };
  return null;
}
