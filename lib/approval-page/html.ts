/** Markup that is safe to send: everything put into it was escaped. */
export type Html = { readonly markup: string };

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const render = (value: string | number | Html | readonly Html[]): string => {
  if (typeof value === "string" || typeof value === "number")
    return String(value).replace(/[&<>"']/g, (character) => entities[character] ?? character);
  return "markup" in value ? value.markup : value.map(({ markup }) => markup).join("");
};

/** A template literal that escapes every value that is not Html already. */
export const html = (
  parts: TemplateStringsArray,
  ...values: readonly (string | number | Html | readonly Html[])[]
): Html => ({
  markup: parts.reduce((text, part, index) => text + render(values[index - 1] ?? "") + part),
});
