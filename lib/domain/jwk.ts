import * as z from "zod";

/** A public key of an identity provider (RFC 7517). What verifies nothing, such as certificates, is left out. */
export const jwkSchema = z.object({
  kty: z.string(),
  kid: z.string().optional(),
  alg: z.string().optional(),
  use: z.string().optional(),
  n: z.string().optional(),
  e: z.string().optional(),
  crv: z.string().optional(),
  x: z.string().optional(),
  y: z.string().optional(),
});

/** A public key of an identity provider. */
export type Jwk = z.output<typeof jwkSchema>;

/** The keys of an identity provider, as it publishes them (RFC 7517 section 5). */
export const jwksSchema = z.looseObject({ keys: z.array(jwkSchema).max(100) });
