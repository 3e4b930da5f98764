import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import type { Dossier } from "../../lib/domain/gate/dossier.ts";
import { printFigure } from "../fixtures/print-figure.ts";
import { allSteps, composing } from "../functions/open-gate/composing.ts";
import { openedGate } from "../simulator/opened-gate.ts";
import { launch, picture, profile } from "./browsers.ts";

// The approvers' pages of changes that are easy to overlook: composed from templates and shown by the real use cases on the
// account in memory, served on loopback, and seen by a real browser.

const gate = "change-record";
const longestFirstByteMs = 300;
const heaviestPageBytes = 200 * 1024;

let browser: Browser;
const servers: Server[] = [];
beforeAll(async () => {
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

type Template = Readonly<Record<string, unknown>>;

/** Serves the page of a change that replaces one template of production's database step by another. */
async function pageOf(before: Template, after: Template): Promise<{ dossier: Dossier; link: string }> {
  const wanted = JSON.stringify(after);
  const { run, compose, deploy } = await composing({
    steps: allSteps((_, part) => (part === "database" ? wanted : undefined)),
    settings: { approvalsUrl: "https://approvals.example.com" },
  });
  deploy("shop-production-database", JSON.stringify(before));
  const dossier = await compose(gate);
  const { linkOf } = await openedGate(run, {
    ...dossier,
    expiresAtMs: run.installation.time.nowMs() + 3_600_000,
  });
  const [approver = ""] = dossier.approvers;
  const show = () =>
    run.installation.show("show-invitation", {
      method: "GET",
      invitation: linkOf(approver),
      cookies: {},
      query: {},
      headers: {},
      form: {},
    });
  const server = createServer((_, response) => {
    void show().then(({ status, html }) => {
      response.writeHead(status, { "content-type": "text/html; charset=utf-8" });
      response.end(html);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  servers.push(server);
  return { dossier, link: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

/** Whether a text stands whole in the part of the page that a person sees before they scroll. */
async function isAtFirstGlance(page: Page, text: string): Promise<boolean> {
  const box = await page.getByText(text, { exact: false }).first().boundingBox();
  const height = page.viewportSize()?.height ?? 0;
  return box !== null && box.y >= 0 && box.y + box.height <= height;
}

/** Keeps a picture at each width, and tells whether these texts are at the first glance of a phone. */
async function seen(link: string, name: string, ...texts: readonly string[]): Promise<readonly boolean[]> {
  const first: boolean[] = [];
  for (const viewport of ["phone", "desktop"] as const) {
    const context = await profile(browser, viewport);
    const page = await context.newPage();
    await page.goto(link);
    await picture(page, `${name}-${viewport}`);
    if (viewport === "phone") for (const text of texts) first.push(await isAtFirstGlance(page, text));
    await context.close();
  }
  return first;
}

const database = (properties: object = {}) => ({
  Type: "AWS::RDS::DBInstance",
  Properties: { Engine: "postgres", DBInstanceClass: "db.t4g.micro", AllocatedStorage: "20", ...properties },
});
const alarms = (count: number, Threshold: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `QueueIsTooLongAlarm${index}`,
      {
        Type: "AWS::CloudWatch::Alarm",
        Properties: { Threshold, EvaluationPeriods: 1, ComparisonOperator: "GreaterThanThreshold" },
      },
    ]),
  );

test("a mapping that replaces a database is at the first glance of a phone, with the values", async () => {
  const of = (encrypted: string, threshold: number) => ({
    Mappings: { Storage: { production: { Encrypted: encrypted } } },
    Resources: {
      // The account in memory updates nothing for a mapping alone.
      ...alarms(1, threshold),
      OrdersDatabase: database({
        StorageEncrypted: { "Fn::FindInMap": ["Storage", "production", "Encrypted"] },
      }),
    },
  });
  const { dossier, link } = await pageOf(of("true", 1), of("false", 2));

  expect(dossier.steps.flatMap(({ effects }) => effects)).toMatchObject([
    { effect: "replace", logicalId: "OrdersDatabase", gravity: "data-lost" },
    { effect: "modify", logicalId: "QueueIsTooLongAlarm0" },
  ]);
  expect(await seen(link, "mapping", "OrdersDatabase", "replaced", "StorageEncrypted: true → false")).toEqual(
    [true, true, true],
  );
});

test("a condition alone that opens a security group to everyone is at the first glance of a phone", async () => {
  const of = (audience: string) => ({
    Parameters: { Audience: { Type: "String", Default: audience } },
    Conditions: { IsPublic: { "Fn::Equals": [{ Ref: "Audience" }, "everyone"] } },
    Resources: {
      Door: {
        Type: "AWS::EC2::SecurityGroup",
        Properties: {
          GroupDescription: "door",
          SecurityGroupIngress: [
            {
              IpProtocol: "tcp",
              FromPort: 5432,
              ToPort: 5432,
              CidrIp: { "Fn::If": ["IsPublic", "0.0.0.0/0", "10.0.0.0/16"] },
            },
          ],
        },
      },
    },
  });
  const { dossier, link } = await pageOf(of("colleagues"), of("everyone"));

  expect(dossier.steps.flatMap(({ effects }) => effects)).toMatchObject([
    { effect: "modify", logicalId: "Door", gravity: "widened" },
  ]);
  expect(await seen(link, "condition", "Door", "0.0.0.0/0")).toEqual([true, true]);
});

test("a removed database among 300 other effects is at the first glance of a phone", async () => {
  const { dossier, link } = await pageOf(
    { Resources: { ...alarms(300, 1), ZOrdersDatabase: database() } },
    { Resources: alarms(300, 2) },
  );

  expect(dossier.steps.flatMap(({ effects }) => effects)).toHaveLength(301);
  expect(await seen(link, "removal-among-300", "ZOrdersDatabase")).toEqual([true]);
});

test("the page of 500 effects weighs less than 200 KB, and its first byte comes within 300 ms", async () => {
  // A template has at most 500 resources (CloudFormation user guide, quotas).
  const { dossier, link } = await pageOf({ Resources: alarms(500, 1) }, { Resources: alarms(500, 2) });
  await (await fetch(link)).text();
  const firstByteMs: number[] = [];
  let bytes = 0;
  for (let time = 0; time < 5; time += 1) {
    const beganAtMs = performance.now();
    const answer = await fetch(link);
    const reader = answer.body?.getReader();
    await reader?.read();
    firstByteMs.push(performance.now() - beganAtMs);
    await reader?.cancel();
    bytes = Buffer.byteLength(await (await fetch(link)).text());
  }
  // Another story runs beside this one, and only makes an answer slower.
  const fastestMs = Math.min(...firstByteMs);
  printFigure(
    `the page of 500 effects: ${Math.ceil(bytes / 1024)} KB, first byte after ${Math.round(fastestMs)} ms`,
  );

  expect(dossier.steps.flatMap(({ effects }) => effects)).toHaveLength(500);
  expect(bytes).toBeLessThan(heaviestPageBytes);
  expect(fastestMs).toBeLessThan(longestFirstByteMs);
});
