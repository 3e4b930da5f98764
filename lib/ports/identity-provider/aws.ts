import * as openid from "openid-client";
import { settingMissing, unknownAnswer } from "../../domain/errors.ts";
import { type Jwk, jwksSchema } from "../../domain/jwk.ts";
import type { OidcSettings } from "../settings/port.ts";
import { secretNamed } from "../shared/secret.ts";
import type { IdentityProvider } from "./port.ts";

const patienceMs = 10_000;
const loopback = ["127.0.0.1", "localhost", "[::1]"];

/**
 * A standard OpenID provider: authorization code flow with PKCE, state and nonce, and a fresh login each time, so that a
 * session that a person left open decides nothing. Without settings, every use throws SettingMissing.
 * @param readSecret the client's secret, read once.
 */
export function identityProviderAt(
  settings: OidcSettings | undefined,
  callbackUrl: string,
  readSecret: (name: string) => Promise<string> = (name) =>
    secretNamed(name, "the identity provider's client secret"),
): IdentityProvider {
  let discovered: Promise<openid.Configuration> | null = null;
  const configuration = (): Promise<openid.Configuration> => {
    if (settings === undefined)
      throw settingMissing(
        "this installation has no identity provider: add oidc to its settings and deploy again",
      );
    discovered ??= discover(settings, readSecret).catch((error: unknown) => {
      discovered = null;
      throw error;
    });
    return discovered;
  };
  return {
    audience: () => settings?.clientId ?? "",
    async begin(nonce) {
      const codeVerifier = openid.randomPKCECodeVerifier();
      const flow = { codeVerifier, state: openid.randomState() };
      const url = openid.buildAuthorizationUrl(await configuration(), {
        redirect_uri: callbackUrl,
        scope: "openid",
        prompt: "login",
        // The token then says when the person signed in (OpenID Connect Core, section 3.1.2.1).
        max_age: "0",
        state: flow.state,
        nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: "S256",
      });
      return { url: url.href, flow };
    },
    async finish(query, { codeVerifier, state, nonce }) {
      const answered = new URL(callbackUrl);
      answered.search = new URLSearchParams(query).toString();
      const tokens = await openid.authorizationCodeGrant(await configuration(), answered, {
        pkceCodeVerifier: codeVerifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      });
      const { id_token: idToken } = tokens;
      if (idToken === undefined)
        throw unknownAnswer(
          "the identity provider answered without an ID token: look at the client's settings there",
        );
      return { idToken, keys: await keysOf((await configuration()).serverMetadata().jwks_uri) };
    },
  };
}

/** The provider's keys now. */
async function keysOf(address: string | undefined): Promise<readonly Jwk[]> {
  if (address === undefined)
    throw unknownAnswer(
      "the identity provider does not say where its keys are: look at its discovery document",
    );
  const response = await fetch(address, { signal: AbortSignal.timeout(patienceMs) });
  if (!response.ok) throw unknownAnswer(`the identity provider gives no keys (${response.status})`);
  return jwksSchema.parse(await response.json()).keys;
}

async function discover(
  { issuer, clientId, clientSecretName }: OidcSettings,
  readSecret: (name: string) => Promise<string>,
): Promise<openid.Configuration> {
  const server = new URL(issuer);
  // Plain http is allowed only for a provider on this machine, as tests run one.
  const execute =
    server.protocol === "http:" && loopback.includes(server.hostname) ? [openid.allowInsecureRequests] : [];
  return openid.discovery(server, clientId, await readSecret(clientSecretName), undefined, { execute });
}
