import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";
import { build } from "esbuild";
import { evaluatedTables } from "../../lib/control-plane/evaluated-tables.ts";
import * as tables from "../../lib/resources/tables.ts";

const bundled = async (): Promise<string> => {
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
  test("are those that the rows give", async () => {
    const found = runInNewContext(`${await bundled()}; JSON.stringify(bundled)`);

    expect(JSON.parse(found)).toEqual(JSON.parse(JSON.stringify(tables)));
  });

  test("come without the rows: what no table holds stays out of the bundle", async () => {
    expect(await bundled()).not.toContain("no downgrade");
  });
});
