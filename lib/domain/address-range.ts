/**
 * Ranges that nobody on the internet has. Sources: RFC 1918 (private networks), RFC 6598 (shared address space), RFC 3927 and
 * RFC 4291 (link-local), RFC 1122 (loopback), RFC 4193 (unique local addresses).
 */
const notPublic = [
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "169.254.0.0/16",
  "127.0.0.0/8",
  "fc00::/7",
  "fe80::/10",
  "::1/128",
];

/** A range as its bits: 32 for IPv4, 128 for IPv6, of which the first `length` are fixed. */
type Range = { readonly bits: string; readonly length: number };

/** The range in CIDR notation; null if the text is none. */
function parseRange(cidr: string): Range | null {
  const [address = "", size, ...more] = cidr.trim().split("/");
  const bits = address.includes(":") ? bitsOfV6(address) : bitsOfV4(address);
  const length = size === undefined ? (bits?.length ?? 0) : Number(size);
  if (bits === null || more.length > 0 || !Number.isInteger(length) || length > bits.length) return null;
  return { bits, length };
}

function bitsOfV4(address: string): string | null {
  const bytes = address.split(".");
  if (bytes.length !== 4 || !bytes.every((byte) => /^\d{1,3}$/.test(byte) && Number(byte) < 256)) return null;
  return bytes.map((byte) => Number(byte).toString(2).padStart(8, "0")).join("");
}

function bitsOfV6(address: string): string | null {
  const [head = "", tail, ...more] = address.split("::");
  const groups = (text: string) => (text === "" ? [] : text.split(":"));
  const [first, last] = [groups(head), groups(tail ?? "")];
  const missing = 8 - first.length - last.length;
  if (more.length > 0 || (tail === undefined ? missing !== 0 : missing < 1)) return null;
  const all = [...first, ...Array<string>(missing).fill("0"), ...last];
  if (!all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null;
  return all.map((group) => Number.parseInt(group, 16).toString(2).padStart(16, "0")).join("");
}

const privateRanges = notPublic.flatMap((cidr) => parseRange(cidr) ?? []);

/**
 * Whether a range holds an address that somebody on the internet can have: everything that does not lie within private
 * space, so that two halves of the internet are as public as the whole. What is no range counts as public.
 */
export function isPublicRange(cidr: string): boolean {
  const range = parseRange(cidr);
  if (range === null) return true;
  const { bits, length } = range;
  return !privateRanges.some(
    (one) =>
      one.bits.length === bits.length &&
      length >= one.length &&
      bits.slice(0, one.length) === one.bits.slice(0, one.length),
  );
}
