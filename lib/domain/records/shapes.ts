import * as z from "zod";
import { digestSchema } from "../canonical.ts";
import { environments } from "../environment.ts";

/** The environment that an entry is about. */
export const environmentShape = z.enum(environments);

/** The step that an entry is about, and its environment. */
export const stepShape = { environment: environmentShape, step: z.string().min(1) };

/** One answer of a check about one resource, and what was seen. */
export const readingShape = z.strictObject({
  check: z.string(),
  fact: z.string(),
  resource: z.string(),
  answer: z.enum(["held", "broken", "unobservable", "waived", "unasked"]),
  saw: z.string(),
});

/** A DSSE envelope: payload and signatures in base64. Source: secure-systems-lab/dsse, envelope.md. */
export const envelopeShape = z.strictObject({
  payloadType: z.string(),
  payload: z.string(),
  signatures: z.array(z.strictObject({ keyid: z.string(), sig: z.string() })),
});

/** A list that may be long: always its digest, its items only if they are few (lib/shared-use-cases/keep-list.ts). */
export const listShape = <T extends z.ZodType>(item: T) =>
  z.strictObject({ count: z.int(), digest: digestSchema, items: z.array(item).nullable() });
