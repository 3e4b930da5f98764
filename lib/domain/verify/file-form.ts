const byteOrderMark = [0xef, 0xbb, 0xbf];
const carriageReturn = 13;
const binary = "export the bundle again, and copy it as binary";

/** What other files begin with, and what the reader should do instead. */
const forms: readonly { readonly begins: readonly number[]; readonly says: string }[] = [
  {
    begins: byteOrderMark,
    says: `the file begins with a byte order mark (EF BB BF), which some editor added: ${binary}`,
  },
  { begins: [0xff, 0xfe], says: `the file is UTF-16, so some program changed it: ${binary}` },
  { begins: [0xfe, 0xff], says: `the file is UTF-16, so some program changed it: ${binary}` },
  { begins: [0x7b, 0x00], says: `the file is UTF-16, so some program changed it: ${binary}` },
  { begins: [0x00, 0x7b], says: `the file is UTF-16, so some program changed it: ${binary}` },
  { begins: [0x1f, 0x8b], says: "the file is compressed with gzip: unpack it, and verify what is in it" },
  {
    begins: [0x28, 0xb5, 0x2f, 0xfd],
    says: "the file is compressed with zstd: unpack it, and verify what is in it",
  },
  {
    begins: [0x50, 0x4b, 0x03, 0x04],
    says: "the file is a zip archive: unpack it, and verify what is in it",
  },
  {
    begins: [...Buffer.from("[")],
    says: `the file is a JSON array; a bundle has one object a line: ${binary}`,
  },
  {
    begins: [...Buffer.from("{\n")],
    says: `the file is one indented JSON document; a bundle has one object a line: ${binary}`,
  },
  {
    begins: [...Buffer.from("<")],
    says: "the file is a page or a document in XML, for example of an error: export the bundle again",
  },
];

/**
 * What kind of file this is instead of a bundle, or what was done to it on its way, and what to do; null if it begins as a
 * bundle does. In such a file every line would be a finding.
 * @param beginning the file up to a line feed or further, or all of it.
 */
export function otherForm(beginning: Buffer): string | null {
  if (beginning.length === 0) return "the file is empty: export the bundle again";
  const form = forms.find(({ begins }) => begins.every((byte, index) => beginning[index] === byte));
  if (form !== undefined) return form.says;
  return beginning[beginning.indexOf("\n") - 1] === carriageReturn
    ? `the lines end with CR LF; a bundle's lines end with LF, so some program changed them: ${binary}`
    : null;
}
