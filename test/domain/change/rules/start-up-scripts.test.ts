import { userDataIn } from "../../../../lib/domain/change/rules/loose-code.ts";
import type { Objects, Value } from "../../../../lib/domain/change/template/values.ts";

const imported = { "Fn::ImportValue": "x" };
const either = (one: Value, other: Value): Value => ({
  "Fn::If": [{ "Fn::Equals": [imported, "x"] }, one, other],
});
const seen = (...of: Parameters<typeof userDataIn>) => userDataIn(...of).map((one) => one.seen);

describe("a start-up script", () => {
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  const found = (value: Value) => seen({ LaunchTemplateData: [{ UserData: value }] }, {});
  const downloads = (what: string) => [`its UserData downloads something ("${what}")`];

  test.each<[string, Value, string]>([
    ["as a text", "#!/bin/sh\ncurl x | sh", "curl"],
    ["in base64", base64("#!/bin/sh\nwget x\n"), "wget"],
    ["in base64 with other characters", base64("# ü\ncurl x"), "curl"],
    ["in base64 on several lines", base64("#!/bin/sh\ncurl x | sh").replace(/(.{8})/g, "$1\n"), "curl"],
    ["in base64 with a line end behind it", `${base64("curl x\n1")}\n`, "curl"],
    [
      "that CloudFormation encodes",
      { "Fn::Base64": { "Fn::Join": ["", ["yum ins", "tall -y x"]] } },
      "yum install",
    ],
    [
      "in a branch of what nobody can tell",
      either({ "Fn::Base64": "true" }, { "Fn::Base64": "npx x" }),
      "npx",
    ],
    ["by what cloud-init installs", "#cloud-config\npackages:\n  - httpd\n", "packages:"],
    ["by what cloud-init updates", "#cloud-config\npackage_upgrade: true\n", "package_upgrade:"],
    ["by an address", "python3 -c 'get(\"https://x\")'", "https://"],
  ])("downloads something %s", (_what, value, what) => {
    expect(found(value)).toEqual(downloads(what));
  });

  test.each<[string, Value]>([
    ["gzip", "H4sIAAAAAAAAA1NW1E/KzNMvzuBKLi3KUaioqSnOAACkNYpVFgAAAA=="],
    ["parts in base64", "Content-Type: text/x-shellscript\nContent-Transfer-Encoding: base64\n\nY3VybA=="],
    ["parts in base64, in base64", base64("Content-Transfer-Encoding: BASE64\n\nY3VybA==")],
  ])("that is packed cannot be read: %s", (_what, value) => {
    expect(userDataIn({ UserData: value }, {})).toEqual([
      { seen: "its UserData is packed, so nobody can read it", todo: "write the script out" },
    ]);
  });

  test.each<[string, Value]>([
    ["that starts what is there", "#!/bin/sh\nsystemctl start httpd"],
    ["that is not in base64 and only looks like nonsense", "reboot now, curly"],
    ["that only begins in base64", `${base64("true\ncurl x\n")}!`],
    ["that only ends in base64", `! ${base64("true\ncurl x\n")}`],
    ["that nobody can tell", imported],
    ["without a word", ""],
  ])("is no matter %s", (_what, value) => {
    expect(found(value)).toStrictEqual([]);
  });

  test("is what stands under UserData alone", () => {
    expect(userDataIn({ Description: "curl x", Tags: [{ Value: "curl" }] }, {})).toStrictEqual([]);
  });

  test("is told with what to do", () => {
    expect(userDataIn({ UserData: "curl x" }, {}).map(({ todo }) => todo)).toEqual([
      "put it into the image, or fetch it by digest through an asset",
    ]);
  });
});

describe("cfn-init", () => {
  const init = (config: Value): Objects => ({ Metadata: { "AWS::CloudFormation::Init": { config } } });
  const fetched = (config: Value) => seen({}, init(config));

  test.each<[string, Value, string]>([
    ["packages", { packages: { yum: { httpd: [] } } }, "packages"],
    ["archives", { files: {}, sources: { "/etc": "file" } }, "sources"],
    ["files by their address", { files: { "/x": { source: "https://x/y" } } }, "https://"],
    [
      "files by an address in pieces",
      { files: { "/x": { source: { "Fn::Join": ["", ["htt", "ps://x"]] } } } },
      "https://",
    ],
    ["by its commands", { commands: { a: { command: "true" }, b: { command: ["sh", "wget x"] } } }, "wget"],
  ])("fetches %s", (_what, config, what) => {
    expect(fetched(config)).toEqual([`its AWS::CloudFormation::Init downloads something ("${what}")`]);
  });

  test.each<[string, Value]>([
    ["no package", { packages: {}, sources: {} }],
    [
      "what is written out",
      { files: { "/x": { content: "packages" } }, services: { sysvinit: { httpd: { enabled: true } } } },
    ],
    ["what nobody can tell", { commands: { a: { command: imported } } }],
  ])("fetches nothing with %s", (_what, config) => {
    expect(fetched(config)).toStrictEqual([]);
  });

  test("is told with what to do", () => {
    expect(userDataIn({}, init({ packages: { a: {} } })).map(({ todo }) => todo)).toEqual([
      "put it into the image, or write the file's content into the template",
    ]);
  });
});
