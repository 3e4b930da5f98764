/** How much a bundle may make its verifier remember and compute. Each limit is far above what the largest run needs. */
export const limits = {
  /** Characters of the parts that are kept until an entry names them. */
  characters: 64 * 1024 * 1024,
  /** Values in the parts that are parsed. A value takes some forty bytes of memory, however short its text is. */
  values: 6_000_000,
  /** Items of lists that the entries name, counted each time that one is named. */
  items: 3_000_000,
} as const;

const described: Readonly<Record<keyof typeof limits, string>> = {
  characters: "its parts are longer",
  values: "its parts contain more values",
  items: "its entries name more items of lists",
};

/** What is left of the limits. Whoever needs more stops the verification. */
export class Room {
  private readonly left: Record<keyof typeof limits, number> = { ...limits };
  private readonly stop: (why: string) => void;

  constructor(stop: (why: string) => void) {
    this.stop = stop;
  }

  /** Takes `amount` of the room; false if there is too little, and then the verification stops. */
  take(what: keyof typeof limits, amount: number): boolean {
    this.left[what] -= amount;
    if (this.left[what] >= 0) return true;
    this.stop(`${described[what]} than those of any run (${limits[what]} at most)`);
    return false;
  }
}

/** At least as many values as JSON in a text has, counted without parsing it: each needs one of these characters. */
export function valuesIn(text: string): number {
  let count = 1;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === comma || code === colon || code === bracket || code === brace) count += 1;
  }
  return count;
}

const [comma, colon, bracket, brace] = [44, 58, 91, 123];
