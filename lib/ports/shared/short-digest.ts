import { sha256 } from "../../domain/canonical.ts";

const digits = 12;

/** Enough of a text's SHA-256 digest to tell it from another text. The text itself stays out of the records. */
export const shortDigest = (text: string): string => sha256(text).slice(0, digits);
