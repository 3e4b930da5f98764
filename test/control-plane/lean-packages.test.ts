import { build } from "esbuild";
import { leanPackages } from "../../lib/control-plane/lean-packages.ts";

test("a bundle of the SDK's request handlers imports neither node:http nor node:http2: each is loaded by the first request that needs it", async () => {
  const { outputFiles, metafile } = await build({
    stdin: {
      contents: 'export { NodeHttp2Handler, NodeHttpHandler } from "@smithy/node-http-handler";',
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    format: "esm",
    platform: "node",
    mainFields: ["module", "main"],
    write: false,
    metafile: true,
    plugins: [leanPackages(new Set())],
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path));
  expect(imports).toContain("node:https");
  expect(imports).not.toContain("node:http");
  expect(imports).not.toContain("node:http2");
  // Nothing refers to what was taken out.
  for (const name of ["HTTP2_HEADER_PATH", "HTTP2_HEADER_METHOD"])
    expect(outputFiles[0]?.text).toContain(`[node_http2.constants.${name}]`);
  expect(outputFiles[0]?.text).not.toContain("[constants.HTTP2");
});
