import { browsers } from "../../lib/ports/browsers/wire.ts";
import { clock } from "../../lib/ports/clock/wire.ts";
import { identityProvider } from "../../lib/ports/identity-provider/wire.ts";
import { linkProof } from "../../lib/ports/link-proof/wire.ts";
import { records } from "../../lib/ports/records/wire.ts";
import { settings } from "../../lib/ports/settings/wire.ts";
import { page } from "../../lib/runtime/page.ts";
import { signIn } from "./sign-in.ts";

export const handler = page("sign-in", signIn, {
  records,
  linkProof,
  browsers,
  identityProvider,
  settings,
  clock,
});
