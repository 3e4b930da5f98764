import { sha256 } from "../../../lib/domain/canonical.ts";
import { Installation } from "../../simulator/installation.ts";

test("a link to the operators' page opens it for ten minutes, and its browser may look for eight hours", async () => {
  const installation = await Installation.withoutLatency({
    settings: { approvalsUrl: "https://approvals.example.com/shop" },
  });
  const nowMs = installation.time.nowMs();
  const { url } = await installation.run("admit-operator", {});
  const { origin, pathname, searchParams } = new URL(url);
  expect(origin + pathname).toBe("https://approvals.example.com/shop/runs");
  const secret = searchParams.get("entry") ?? "";
  expect(await installation.port("browsers").admission(sha256(secret))).toEqual({
    linkUntilMs: nowMs + 10 * 60_000,
    lookUntilMs: nowMs + 8 * 3_600_000,
  });
});
