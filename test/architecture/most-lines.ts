/** The most lines of a TypeScript file: whoever opens it reads it in one sitting. */
export const mostLines = 400;
