/**
 * Whether a resource's name says that it belongs to that environment of that application. `shop-development` must
 * occur as a word of its own: neither `my-shop-development` nor `shop-development2` counts.
 */
export function carriesName(resource: string, name: string): boolean {
  const at = resource.indexOf(name);
  if (at < 0) return false;
  const before = resource[at - 1] ?? "";
  const after = resource[at + name.length] ?? "";
  if (!/[A-Za-z0-9-]/.test(before) && !/[A-Za-z0-9]/.test(after)) return true;
  return carriesName(resource.slice(at + 1), name);
}
