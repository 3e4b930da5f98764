import { closeSync, openSync, readSync } from "node:fs";

/** Complete lines, a line that is too long to read (`count` in bytes), or the bytes after the last line feed. */
export type Piece =
  | { readonly is: "lines"; readonly bytes: Buffer }
  | { readonly is: "too long"; readonly count: number }
  | { readonly is: "rest"; readonly bytes: Buffer };

// V8 allocates larger strings separately each time, which takes longer than reading them.
const pieceBytes = 64 * 1024;
const lineFeed = 10;

/**
 * Reads a file in pieces of complete lines, each with its line feed. The next piece overwrites the memory of the last one.
 * Memory never holds more than one line, and no line longer than `longestLineBytes`.
 * @throws the system's error if the file cannot be read.
 */
export function* readLines(path: string, longestLineBytes: number): Generator<Piece> {
  const file = openSync(path, "r");
  try {
    let buffer: Buffer = Buffer.allocUnsafe(pieceBytes);
    let held = 0;
    // How many bytes of a line that is too long were skipped; null outside such a line.
    let passed: number | null = null;
    for (;;) {
      const read = readSync(file, buffer, held, buffer.length - held, null);
      if (read === 0) break;
      held += read;
      if (passed !== null) {
        const end = buffer.subarray(0, held).indexOf(lineFeed);
        if (end < 0) {
          passed += held;
          held = 0;
          continue;
        }
        yield { is: "too long", count: passed + end };
        passed = null;
        held = shift(buffer, end + 1, held);
      }
      const last = held === 0 ? -1 : buffer.lastIndexOf(lineFeed, held - 1);
      if (last >= 0) {
        yield { is: "lines", bytes: buffer.subarray(0, last + 1) };
        held = shift(buffer, last + 1, held);
        if (buffer.length > pieceBytes && held < pieceBytes) buffer = resized(buffer, held, pieceBytes);
      }
      if (held < buffer.length) continue;
      if (buffer.length < longestLineBytes)
        buffer = resized(buffer, held, Math.min(2 * buffer.length, longestLineBytes));
      else {
        passed = held;
        held = 0;
      }
    }
    if (passed !== null) yield { is: "too long", count: passed };
    else if (held > 0) yield { is: "rest", bytes: buffer.subarray(0, held) };
  } finally {
    closeSync(file);
  }
}

function shift(buffer: Buffer, from: number, to: number): number {
  buffer.copyWithin(0, from, to);
  return to - from;
}

function resized(buffer: Buffer, held: number, bytes: number): Buffer {
  const larger = Buffer.allocUnsafe(bytes);
  buffer.copy(larger, 0, 0, held);
  return larger;
}
