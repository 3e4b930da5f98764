import fc from "fast-check";
import { fromOutputs, inOutputs } from "../../lib/settings/long-outputs.ts";

test("a text of any length is read back from its outputs, none of which is longer than CloudFormation allows", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 20_000 }).filter((text) => text.isWellFormed()),
      (text) => {
        const outputs = inOutputs("Signers", text);

        expect(Object.values(outputs).every((value) => Buffer.byteLength(value) <= 4_096)).toBe(true);
        expect(fromOutputs("Signers", new Map(Object.entries({ Other: "x", ...outputs })))).toBe(text);
      },
    ),
  );
});
