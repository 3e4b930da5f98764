/** A document, or a part of one, that is made from code. */
export type GeneratedDocument = {
  /** Its path from the checkout. */
  readonly path: string;
  /** The whole text of the file, made from code and, for a part of a document, from the current text. */
  readonly text: (current: string) => string;
};
