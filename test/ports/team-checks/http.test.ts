import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { getting } from "../../../lib/ports/team-checks/http.ts";
import { isPublicAddress } from "../../../lib/ports/team-checks/public-addresses.ts";

const get = getting(() => true);
const guarded = getting(isPublicAddress);

/** Does something with a server of this machine, by its address. */
async function serving<T>(listener: RequestListener, act: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  try {
    return await act(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test("an address tells its status, its body and how long it took", async () => {
  const answer = await serving(
    (_request, response) => response.writeHead(201).end("made"),
    (url) => get(url, 2_000),
  );

  expect(answer).toEqual({
    result: "answered",
    status: 201,
    body: "made",
    isCut: false,
    certificateEndsAtMs: null,
    tookMs: expect.any(Number),
  });
});

test("a redirect is an answer, and is not followed", async () => {
  const asked: (string | undefined)[] = [];
  const answer = await serving(
    (request, response) => {
      asked.push(request.url);
      response.writeHead(302, { location: "http://169.254.169.254/latest/meta-data/" }).end();
    },
    (url) => get(`${url}start`, 2_000),
  );

  expect(answer).toMatchObject({ result: "answered", status: 302 });
  expect(asked).toEqual(["/start"]);
});

test("of a long body, the beginning is read", async () => {
  const answer = await serving(
    (_request, response) => response.end("x".repeat(1_000_000)),
    (url) => get(url, 5_000),
  );

  expect(answer).toMatchObject({ result: "answered", isCut: true });
  expect(answer.result === "answered" && answer.body.length).toBe(65_536);
});

test.each<[string, RequestListener]>([
  ["never answers", () => undefined],
  [
    "never ends its body",
    (_request, response) => {
      response.write("slowly");
    },
  ],
])("an address that %s is silent when its time is over", async (_what, listener) => {
  const beganAtMs = performance.now();
  const answer = await serving(listener, (url) => get(url, 300));

  expect(answer).toEqual({ result: "silent", why: "no answer within 0.3 s" });
  expect(performance.now() - beganAtMs).toBeLessThan(2_000);
});

test("an address where nothing listens is silent, and so is one that speaks no TLS", async () => {
  const gone = await serving(
    () => undefined,
    async (url) => url,
  );
  expect(await get(gone, 2_000)).toMatchObject({ result: "silent" });
  expect(
    await serving(
      (_request, response) => response.end(),
      (url) => get(url.replace("http:", "https:"), 2_000),
    ),
  ).toMatchObject({ result: "silent" });
});

test.each([
  "http://127.0.0.1/",
  "http://localhost/",
  "http://[::1]/",
  "http://[::ffff:127.0.0.1]/",
  "http://0x7f000001/",
  "http://2130706433/",
  "http://169.254.169.254/latest/meta-data/",
  "http://169.254.170.2/v2/credentials",
  "http://[fd00:ec2::254]/latest/",
  "https://10.1.2.3/",
  "http://0.0.0.0/",
])("%s is not asked", async (url) => {
  expect(await guarded(url, 500)).toMatchObject({
    result: "not-asked",
    why: expect.stringMatching(/not a public/),
  });
});

test.each([
  ["file:///etc/passwd", /no address of the kind http or https/],
  ["ftp://example.com/", /no address of the kind/],
  ["arn:aws:sns:eu-west-1:1:topic", /no address of the kind/],
  ["", /no address of the kind/],
  ["https://user:secret@example.com/", /holds credentials/],
])("%s is not asked", async (url, why) => {
  const answer = await guarded(url, 500);

  expect(answer).toMatchObject({ result: "not-asked", why: expect.stringMatching(why) });
  expect(JSON.stringify(answer)).not.toContain("user:secret");
});

test.each([
  ["8.8.8.8", 4, true],
  ["100.63.255.255", 4, true],
  ["100.64.0.1", 4, false],
  ["172.15.0.1", 4, true],
  ["172.31.255.255", 4, false],
  ["192.0.0.170", 4, false],
  ["224.0.0.1", 4, false],
  ["255.255.255.255", 4, false],
  ["2600:1f18::1", 6, true],
  ["2001:db8::1", 6, false],
  ["2002:7f00:1::", 6, false],
  ["fe80::1", 6, false],
  ["fc00::1", 6, false],
  ["64:ff9b::7f00:1", 6, false],
  ["::ffff:8.8.8.8", 6, false],
  ["8.8.8.8", 0, false],
])("%s of family %s is public: %s", (address, family, isPublic) => {
  expect(isPublicAddress(address, family)).toBe(isPublic);
});
