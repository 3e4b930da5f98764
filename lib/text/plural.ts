/** "1 check", "3 checks". */
export const pluralize = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;
