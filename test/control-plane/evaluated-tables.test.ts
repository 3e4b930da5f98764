import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";
import { build } from "esbuild";
import { evaluatedTables } from "../../lib/control-plane/evaluated-tables.ts";
import { describedRows } from "../../lib/resources/resources.ts";
import * as tables from "../../lib/resources/tables.ts";
import { samplesOf } from "../resources/samples.ts";

const bundling = async (): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("../../lib/resources/tables.ts", import.meta.url))],
    plugins: [evaluatedTables],
    bundle: true,
    format: "iife",
    globalName: "bundled",
    write: false,
  });
  return outputFiles[0]?.text ?? "";
};

describe("the tables of a bundled function", () => {
  const bundle = bundling();

  test("are those that the rows give", async () => {
    const found = runInNewContext(`${await bundle}; JSON.stringify(bundled)`);

    expect(JSON.parse(found)).toEqual(JSON.parse(JSON.stringify(tables)));
  });

  const asking = describedRows.filter(({ row }) => row.probes.length > 0);

  test.each(asking)(
    "answer every question about $type as its row does",
    async ({ type, row: { facts, probes } }) => {
      const { probesOf }: typeof tables = runInNewContext(`${await bundle}; bundled`);
      const answers = (of: readonly Pick<(typeof probes)[number], "holds" | "saw">[] | undefined) =>
        of?.map(({ holds, saw }, at) => {
          const [probe] = probes.slice(at);
          return (probe === undefined ? [] : samplesOf(facts, probe)).map((sample) => [
            holds(sample),
            saw(sample),
          ]);
        });

      expect(answers(probesOf[type])).toEqual(answers(probes));
    },
  );

  test("come without the rows: what no table holds stays out of the bundle", async () => {
    expect(await bundle).not.toContain("no downgrade");
  });
});
