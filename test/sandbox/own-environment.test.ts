import { leadProcess, ownEnvironment } from "../../lib/sandbox/own-environment.ts";

const before = { ...process.env };
afterEach(() => {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, before);
});

const hostile = {
  AWS_PROFILE: "production",
  AWS_CONFIG_FILE: "/home/somebody/.aws/config",
  AWS_SHARED_CREDENTIALS_FILE: "/home/somebody/.aws/credentials",
  AWS_SESSION_TOKEN: "a token of another account",
  AWS_ENDPOINT_URL: "https://elsewhere.example",
  AWS_ENDPOINT_URL_DYNAMODB: "https://elsewhere.example",
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true",
  AWS_USE_FIPS_ENDPOINT: "true",
  AWS_CA_BUNDLE: "/nowhere.pem",
  AWS_WEB_IDENTITY_TOKEN_FILE: "/nowhere",
  aws_profile: "production",
};

test("a command of the sandbox is led there by nothing but the sandbox", () => {
  Object.assign(process.env, hostile, { HTTPS_PROXY: "http://proxy.example:3128" });
  leadProcess({ AWS_ENDPOINT_URL: "http://127.0.0.1:4650", AWS_REGION: "us-east-1" });
  const { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials, ...led } = process.env;

  expect(Object.fromEntries(Object.entries(led).filter(([name]) => /^aws_/i.test(name)))).toEqual({
    AWS_ENDPOINT_URL: "http://127.0.0.1:4650",
    AWS_REGION: "us-east-1",
    AWS_EC2_METADATA_DISABLED: "true",
  });
  expect(config).toBe("/dev/null");
  expect(credentials).toBe("/dev/null");
  expect(led["NO_PROXY"]).toBe("127.0.0.1,localhost");
});

test("what the sandbox starts sees no secret and no AWS variable of the user", () => {
  Object.assign(process.env, hostile, { GITHUB_TOKEN: "secret", LAMBDA_EXECUTOR: "docker", PATH: "/bin" });
  const environment = ownEnvironment({ GATEWAY_PORT: "4650" });

  expect(environment["PATH"]).toBe("/bin");
  expect(environment["GATEWAY_PORT"]).toBe("4650");
  expect(Object.keys(environment).filter((name) => /aws|token|lambda/i.test(name))).toEqual([]);
});
