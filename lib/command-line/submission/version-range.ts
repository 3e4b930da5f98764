/** A version of three numbers; null for any other text, such as one with a pre-release. */
const numbersOf = (version: string): readonly [number, number, number] | null => {
  const found = /^(\d+)\.(\d+)\.(\d+)$/.exec(version);
  return found === null ? null : [Number(found[1]), Number(found[2]), Number(found[3])];
};

/**
 * Whether a version is one that a package.json asks for. Only what `npm install --save` and `cdk init` write is understood:
 * an exact version, `^` and `~`. Of any other range, nothing is known to be in it.
 * Source: node-semver, "Caret Ranges" and "Tilde Ranges".
 */
export function isInRange(version: string, range: string): boolean {
  const [, operator = "", wanted = ""] = /^([\^~=]?)(.*)$/.exec(range.trim()) ?? [];
  const [seen, least] = [numbersOf(version), numbersOf(wanted)];
  if (seen === null || least === null) return false;
  const firstNonZero = least.findIndex((number) => number > 0);
  const fixed = { "^": firstNonZero < 0 ? 3 : firstNonZero + 1, "~": 2 }[operator] ?? 3;
  const differs = seen.findIndex((number, at) => number !== least[at]);
  return differs < 0 || (differs >= fixed && (seen[differs] ?? 0) > (least[differs] ?? 0));
}
