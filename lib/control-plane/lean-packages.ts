import { readFile } from "node:fs/promises";
import type { OnLoadArgs, OnLoadResult, Plugin } from "esbuild";

const http2OnDemand = `{
  get constants() { return process.getBuiltinModule("node:http2").constants; },
  connect: (...args) => process.getBuiltinModule("node:http2").connect(...args),
}`;

/** How the bundle changes a package's file, by its path. Each rule says what it removes, and why nothing needs it. */
const rules: readonly {
  readonly file: RegExp;
  readonly lean: (text: string, named: NamedInCode) => string;
}[] = [
  {
    // Computed keys prevent esbuild from removing the schemas of unused operations. An error that our code does not name
    // needs no class of its own: the SDK then throws the service's base exception under the same name.
    file: /@aws-sdk\/client-[^/]+\/dist-es\/schemas\/schemas_\d+\.js$/,
    lean: (text, named) =>
      withLiteralKeys(text).replace(
        /^n0_registry\.registerError\(\w+\$, (\w+)\);$/gm,
        (line, error: string) => (named.has(error) ? line : ""),
      ),
  },
  {
    // Lambda gives a function its credentials only through the environment (Lambda developer guide,
    // "Defined runtime environment variables"); the other providers sign in people and machines.
    file: /@aws-sdk\/credential-provider-node\/dist-es\/index\.js$/,
    lean: () => 'export { fromEnv as defaultProvider } from "@aws-sdk/credential-provider-env";',
  },
  {
    // Each client puts its version into the user agent, and reads nothing else from its package file.
    file: /node_modules\/@(aws-sdk|smithy)\/[^/]+\/package\.json$/,
    lean: (text) => JSON.stringify({ version: (JSON.parse(text) as { version: string }).version }),
  },
  {
    // It identifies the browser, for clients that run in one.
    file: /node_modules\/bowser\//,
    lean: () => "export default {};",
  },
  {
    // Node has its own hashes. These are for runtimes without them.
    file: /\/Sha(1|256)Js\.js$/,
    lean: (text) => `export class ${/export class (\w+)/.exec(text)?.[1]} {}`,
  },
  {
    // An import of node:http reads all that it exports, among it what Node keeps in undici: that takes ten times as long as the rest.
    file: /@smithy\/node-http-handler\/dist-es\/node-http-handler\.js$/,
    lean: (text) => text.replace('await import("node:http")', 'process.getBuiltinModule("node:http")'),
  },
  {
    // Few clients speak HTTP/2. Node's module is loaded by the first request of one.
    file: /@smithy\/node-http-handler\/dist-es\/node-http2(-handler|-connection-manager)?\.js$/,
    lean: (text) =>
      text
        .replace(
          /^import (\w+) from "node:http2";$/m,
          (_, name: string) => `const ${name} = ${http2OnDemand};`,
        )
        .replace("const { constants } = node_http2;", "")
        .replace(/(?<![.\w])constants\./g, "node_http2.constants."),
  },
  {
    // Only operations that stream events need them (S3's SelectObjectContent, Logs' StartLiveTail); we call none of those.
    file: /@smithy\/core\/dist-es\/submodules\/event-streams\/index\.js$/,
    lean: () =>
      `const missing = () => { throw new Error("no event streams here"); };
      export { missing as EventStreamSerde, missing as eventStreamSerdeProvider };
      export const resolveEventStreamSerdeConfig = (config) => config;`,
  },
  {
    // Schemas only parse here. Nothing converts them to JSON Schema.
    file: /zod\/v4\/core\/(json-schema-processors|to-json-schema)\.js$/,
    lean: (text) =>
      [...text.matchAll(/^export (?:const|function) (\w+)/gm)]
        .map(([, name = ""]) => `export const ${name} = () => { throw new Error("no JSON Schema here"); };`)
        .join("\n"),
  },
];

/** The identifiers in our own code. */
export type NamedInCode = ReadonlySet<string>;

/** Removes the parts of packages that we do not use from the bundles. */
export const leanPackages = (named: NamedInCode): Plugin => ({
  name: "lean-packages",
  setup(build) {
    for (const { file, lean } of rules)
      build.onLoad(
        { filter: file },
        async ({ path }: OnLoadArgs): Promise<OnLoadResult> => ({
          contents: lean(await readFile(path, "utf8"), named),
          loader: path.endsWith(".json") ? "json" : "js",
        }),
      );
  },
});

/** `{ [_n]: 1 }` becomes `{ "name": 1 }` where the file has `const _n = "name"`. */
function withLiteralKeys(text: string): string {
  const constants = new Map(
    [...text.matchAll(/^const (_\w+) = ("[^"]*");$/gm)].map(([, name = "", value = ""]) => [name, value]),
  );
  return text.replace(/\[(_\w+)\]:/g, (key, name: string) =>
    constants.has(name) ? `${constants.get(name)}:` : key,
  );
}
