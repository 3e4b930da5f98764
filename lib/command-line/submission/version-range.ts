/** A version, or the beginning of one: one to three numbers; null for any other text, such as one with a pre-release. */
const numbersOf = (version: string): readonly number[] | null =>
  /^\d+(\.\d+){0,2}$/.test(version) ? version.split(".").map(Number) : null;

/**
 * Whether a version is one that a package.json asks for. Only what `npm install --save` and `cdk init` write is understood:
 * a version or its beginning, `^` and `~`. Of any other range, nothing is known to be in it.
 * Source: node-semver, "X-Ranges", "Caret Ranges" and "Tilde Ranges".
 */
export function isInRange(version: string, range: string): boolean {
  const [, operator = "", wanted = ""] = /^([\^~=]?)(.*)$/.exec(range.trim()) ?? [];
  const [seen, least] = [numbersOf(version), numbersOf(wanted)];
  if (seen === null || least === null) return false;
  const given = least.length;
  const firstNonZero = least.findIndex((number) => number > 0);
  const fixed =
    { "^": firstNonZero < 0 ? given : firstNonZero + 1, "~": Math.min(given, 2) }[operator] ?? given;
  const differs = seen.findIndex((number, at) => number !== (least[at] ?? 0));
  return differs < 0 || (differs >= fixed && (seen[differs] ?? 0) > (least[differs] ?? 0));
}
