/** The longest value of an output, in bytes (CloudFormation user guide, quotas). */
const longest = 4_096;

/** A text as outputs of a stack: `Name1`, `Name2` and so on, in base64, which no service trims. */
export function inOutputs(name: string, text: string): Readonly<Record<string, string>> {
  const encoded = Buffer.from(text).toString("base64");
  return Object.fromEntries(
    Array.from({ length: Math.ceil(encoded.length / longest) }, (_, index) => [
      `${name}${index + 1}`,
      encoded.slice(index * longest, (index + 1) * longest),
    ]),
  );
}

/** The text that these outputs hold; empty if there are none. */
export function fromOutputs(name: string, outputs: ReadonlyMap<string, string>): string {
  let encoded = "";
  for (let index = 1; outputs.has(`${name}${index}`); index += 1)
    encoded += outputs.get(`${name}${index}`) ?? "";
  return Buffer.from(encoded, "base64").toString("utf8");
}
