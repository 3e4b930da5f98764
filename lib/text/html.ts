import { html as escaping, raw } from "hono/html";

/** Markup that is safe to send, because every inserted value was escaped. */
export type Html = ReturnType<typeof raw>;

/** A value in a template: text is escaped, markup is inserted as it is, null inserts nothing. */
export type Value = string | number | Html | null | readonly Html[];

/** A template literal whose values are escaped, by hono's html helper. */
export const html = (parts: TemplateStringsArray, ...values: readonly Value[]): Html =>
  // It returns a promise only if a value is one, which our type forbids.
  escaping(parts, ...values) as Html;

/** Marks our own markup as safe. It must not contain any input. */
export const trusted = (markup: string): Html => raw(markup);
