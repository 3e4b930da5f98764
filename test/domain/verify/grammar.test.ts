import * as z from "zod";
import { grammarsOf } from "../../../lib/domain/verify/grammar.ts";
import { Lines } from "../../../lib/domain/verify/lines.ts";

const shape = z.strictObject({ count: z.int().nullable(), isLast: z.boolean().nullable() });

const detailIn = (detail: string): unknown => {
  const line = `{"action":"count-things","actor":"ann","at":"2026-11-24T10:00:00.000Z","detail":${detail},"kind":"outcome","previousDigest":null,"runId":"shop-1","sequence":1,"subject":""}\n`;
  const [grammar] = grammarsOf("count-things", "outcome", shape);
  const detailRead = grammar?.read(new Lines(Buffer.from(line)), null)?.detail as unknown as z.infer<
    typeof shape
  >;
  return [detailRead.count, detailRead.isLast];
};

test.each([
  ['{"count":null,"isLast":null}', [null, null]],
  ['{"count":-7,"isLast":true}', [-7, true]],
  ['{"count":0,"isLast":false}', [0, false]],
])("a number or a flag that may be null is read as it is written: %s", (detail, expected) => {
  expect(detailIn(detail)).toEqual(expected);
});
