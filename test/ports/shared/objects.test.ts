import { Readable } from "node:stream";
import { sha256 } from "../../../lib/domain/canonical.ts";
import { keepAsset, keptAsset } from "../../../lib/ports/assets/kept.ts";
import { createOnly, keyOf, s3Client } from "../../../lib/ports/shared/objects.ts";
import { Installation } from "../../simulator/installation.ts";

const statuses: Readonly<Record<string, number>> = { AccessDenied: 403, PreconditionFailed: 412 };

const handler = s3Client.config.requestHandler;
const sent = handler.handle;

/**
 * Lets S3 answer with these errors, one for each request, the last one for ever; null is success. Everything above the wire
 * is real, including the layer that the client adds.
 * @returns how many requests came.
 */
function answering(...errors: readonly (string | null)[]): () => number {
  let requests = 0;
  handler.handle = async () => {
    const name = errors[Math.min(requests, errors.length - 1)] ?? null;
    requests += 1;
    const response = {
      statusCode: name === null ? 200 : (statuses[name] ?? 409),
      headers: { "content-type": "application/xml" },
      body: Readable.from([
        Buffer.from(name === null ? "" : `<Error><Code>${name}</Code><Message>${name}</Message></Error>`),
      ]),
    };
    return { response } as never;
  };
  return () => requests;
}

describe("an object that is created once", () => {
  afterEach(() => {
    handler.handle = sent;
  });

  test("is tried again when two writers come at the same moment", async () => {
    const requests = answering("ConditionalRequestConflict", null);

    expect(await createOnly("bucket", "key", "bytes")).toBe(true);
    expect(requests()).toBe(2);
  });

  test("stays as it is when it exists", async () => {
    answering("PreconditionFailed");

    expect(await createOnly("bucket", "key", "bytes")).toBe(false);
  });

  test.each(["ConditionalRequestConflict", "AccessDenied"])("is not created for ever: %s", async (name) => {
    answering(name);

    await expect(createOnly("bucket", "key", "bytes")).rejects.toThrow(name);
  });

  test("an asset is kept although two submitters come at the same moment", async () => {
    const requests = answering("ConditionalRequestConflict", "PreconditionFailed", null);

    // What the other one has put is read back; here it is empty.
    await keepAsset("bucket", sha256(""), Buffer.alloc(0));
    expect(requests()).toBe(3);
  });

  test("an asset is refused where somebody has put other bytes under its digest before", async () => {
    answering("PreconditionFailed", null);

    await expect(keepAsset("bucket", sha256("bytes"), Buffer.from("bytes"))).rejects.toMatchObject({
      name: "DigestMismatch",
    });
  });
});

describe("bytes that are kept by their digest", () => {
  const bytes = '{"Resources":{}}';

  test("are kept once", async () => {
    const { changes } = (await Installation.withoutLatency()).ports("provision-step", "staging");

    expect(await changes.keep(bytes)).toBe(sha256(bytes));
    expect(await changes.keep(bytes)).toBe(sha256(bytes));
  });

  test("are refused where somebody has put other bytes under their digest before", async () => {
    const installation = await Installation.withoutLatency();
    installation.s3.overwrite(keyOf(sha256(bytes)), "junk");

    await expect(installation.ports("provision-step", "staging").changes.keep(bytes)).rejects.toMatchObject({
      name: "DigestMismatch",
    });
  });
});

test("what is not there is not found, although S3 denies it to those who may not list", async () => {
  answering("AccessDenied");
  await expect(keptAsset("kept", "a".repeat(64))).rejects.toMatchObject({ name: "NotFound" });
  handler.handle = sent;
});
