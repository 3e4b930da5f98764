import { html as escaping, raw } from "hono/html";
import { visibleLines } from "./visible.ts";

/** Markup that is safe to send, because every inserted value was escaped. */
export type Html = ReturnType<typeof raw>;

/** A value in a template: text is escaped, markup is inserted as it is, null inserts nothing. */
export type HtmlValue = string | number | Html | null | readonly Html[];

/**
 * A template literal whose texts are escaped, by hono's html helper, and made visible: no text can hide characters or turn
 * the direction of what stands around it.
 */
export const html = (parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html =>
  // It answers a promise only if one is among the values, which the type of ours forbids.
  escaping(
    parts,
    ...values.map((value) => (typeof value === "string" ? visibleLines(value) : value)),
  ) as Html;

/** Marks our own markup as safe. It must not contain any input. */
export const trusted = (markup: string): Html => raw(markup);
