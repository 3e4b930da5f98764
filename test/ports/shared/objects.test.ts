import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { sha256 } from "../../../lib/domain/canonical.ts";
import { createOnly, keyOf } from "../../../lib/ports/shared/objects.ts";
import { Installation } from "../../simulator/installation.ts";

const failure = (name: string) => Object.assign(new Error(name), { name });

describe("an object that is created once", () => {
  const s3 = mockClient(S3Client);
  beforeEach(() => s3.reset());
  afterAll(() => s3.restore());

  test("is tried again when two writers come at the same moment", async () => {
    s3.on(PutObjectCommand).rejectsOnce(failure("ConditionalRequestConflict")).resolves({});

    expect(await createOnly("bucket", "key", "bytes")).toBe(true);
  });

  test("stays as it is when it exists", async () => {
    s3.on(PutObjectCommand).rejects(failure("PreconditionFailed"));

    expect(await createOnly("bucket", "key", "bytes")).toBe(false);
  });

  test.each(["ConditionalRequestConflict", "AccessDenied"])("is not created for ever: %s", async (name) => {
    s3.on(PutObjectCommand).rejects(failure(name));

    await expect(createOnly("bucket", "key", "bytes")).rejects.toThrow(name);
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
