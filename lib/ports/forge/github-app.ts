import { sign } from "node:crypto";
import * as z from "zod";
import { settingMissing } from "../../domain/errors.ts";
import type { Settings } from "../settings/port.ts";
import { type Ask, asking } from "./api.ts";
import type { Reaching } from "./reaching.ts";

/** How GitHub is written to: a repository, and the App that may. */
export type GithubSettings = NonNullable<Settings["github"]> & {
  readonly app: NonNullable<NonNullable<Settings["github"]>["app"]>;
};

const base = "https://api.github.com";

/** A token ends after an hour; it is not used in its last minutes. */
const earlierMs = 5 * 60_000;
const tokenSchema = z.looseObject({ token: z.string().min(1), expires_at: z.string() });

/**
 * Asks GitHub as the App's installation in the repository, with a token for that repository and these permissions only.
 * Source: GitHub docs, "Generating an installation access token for a GitHub App".
 */
export function askingAs(
  repository: string,
  { clientId, keySecretName }: GithubSettings["app"],
  { send, clock, readSecret }: Reaching,
): Ask {
  const common = {
    accept: "application/vnd.github+json",
    "x-github-api-version": "2022-11-28",
    "user-agent": "interlock",
  };
  const about = {
    name: "GitHub",
    base,
    ifRefused: `let the App ${clientId} write checks and deployments, and put its private key into the secret ${keySecretName}`,
    ifGone: `install the App ${clientId} in ${repository}, or correct the setting "github": GitHub says the same of a repository that is gone and of one that the App may not see`,
  };
  const asApp = asking(
    {
      ...about,
      // 422: the installation was not given these permissions, or not this repository.
      refusals: [401, 403, 422],
      headers: async () => ({
        ...common,
        authorization: `Bearer ${appToken(clientId, await readSecret(keySecretName), clock.nowMs(), keySecretName)}`,
      }),
    },
    send,
    clock,
  );
  let kept: { readonly token: string; readonly untilMs: number } | null = null;
  const token = async (): Promise<string> => {
    if (kept !== null && clock.nowMs() < kept.untilMs) return kept.token;
    const { id } = await asApp("GET", `/repos/${repository}/installation`, z.looseObject({ id: z.int() }));
    const made = await asApp("POST", `/app/installations/${id}/access_tokens`, tokenSchema, {
      repositories: [repository.split("/")[1]],
      permissions: { checks: "write", deployments: "write" },
    });
    kept = { token: made.token, untilMs: Date.parse(made.expires_at) - earlierMs };
    return kept.token;
  };
  const asInstallation = asking(
    { ...about, headers: async () => ({ ...common, authorization: `Bearer ${await token()}` }) },
    send,
    clock,
  );
  return async (...request) => {
    try {
      return await asInstallation(...request);
    } catch (error) {
      // The next call asks for a new token: this one may have been revoked.
      kept = null;
      throw error;
    }
  };
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/**
 * A JSON Web Token of the App, for a few minutes. Source: GitHub docs, "Generating a JSON Web Token (JWT) for a GitHub App": RS256,
 * issued a minute ago because clocks differ, for ten minutes at most.
 * @throws SettingMissing if the secret holds no private key.
 */
function appToken(clientId: string, privateKeyPem: string, nowMs: number, secretName: string): string {
  const nowSeconds = Math.floor(nowMs / 1_000);
  const signed = `${encoded({ alg: "RS256", typ: "JWT" })}.${encoded({ iat: nowSeconds - 60, exp: nowSeconds + 480, iss: clientId })}`;
  try {
    return `${signed}.${sign("RSA-SHA256", Buffer.from(signed), privateKeyPem).toString("base64url")}`;
  } catch {
    // The error of the library may quote the key.
    throw settingMissing(
      `the secret ${secretName} holds no RSA private key in PEM: put the key that GitHub gave you for the App there`,
    );
  }
}
