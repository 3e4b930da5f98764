import { gzipSync } from "node:zlib";
import { otherForm } from "../../../lib/domain/verify/file-form.ts";

test.each<[string, Buffer, string]>([
  ["empty", Buffer.alloc(0), "the file is empty"],
  ["marked by an editor", Buffer.from('\ufeff{"format":1}\n'), "begins with a byte order mark"],
  ["UTF-16 with a mark, low byte first", Buffer.from("\ufeff{}\n", "utf16le"), "is UTF-16"],
  ["UTF-16 with a mark, high byte first", Buffer.from("\ufeff{}\n", "utf16le").swap16(), "is UTF-16"],
  ["UTF-16 without a mark, low byte first", Buffer.from("{}\n", "utf16le"), "is UTF-16"],
  ["UTF-16 without a mark, high byte first", Buffer.from("{}\n", "utf16le").swap16(), "is UTF-16"],
  ["compressed with gzip", gzipSync("{}\n"), "is compressed with gzip"],
  ["compressed with zstd", Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x24]), "is compressed with zstd"],
  ["a zip archive", Buffer.from([0x50, 0x4b, 0x03, 0x04, 0x14]), "is a zip archive"],
  ["a JSON array", Buffer.from("[{}]\n"), "is a JSON array"],
  ["indented JSON", Buffer.from('{\n  "format": 1\n}\n'), "is one indented JSON document"],
  ["a page", Buffer.from("<!doctype html>\n"), "a page or a document in XML"],
  ["ended by CR LF", Buffer.from('{"format":1}\r\n{}\r\n'), "the lines end with CR LF"],
])("a file that is %s is told so", (_what, file, says) => {
  expect(otherForm(file)).toContain(says);
});

test.each<[string, string]>([
  ["one object a line", '{"format":1}\n{"entry":2}\n'],
  ["one object a line, in which a carriage return follows its line feed", '{"format":1}\n\r'],
  ["no line feed at all", '{"format":1}'],
  ["something that begins like a zip archive, and is none", "PK"],
])("a file of %s is none of another form", (_what, text) => {
  expect(otherForm(Buffer.from(text))).toBeNull();
});
