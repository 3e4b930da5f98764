/** Whole lines, each with its line feed, and the place of the next one. */
export class Lines {
  readonly bytes: Buffer;
  /** A character for each byte (Latin-1), so that places in the text are places in the bytes. */
  readonly text: string;
  at = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.text = bytes.toString("latin1");
  }

  /** The next line without its line feed, whatever it says. */
  next(): Buffer {
    const from = this.at;
    const to = this.text.indexOf("\n", from);
    this.at = to + 1;
    return this.bytes.subarray(from, to);
  }
}
