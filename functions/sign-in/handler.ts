import { browsersIn } from "../../lib/ports/browsers/aws.ts";
import { systemClock } from "../../lib/ports/clock/system.ts";
import { identityProviderAt } from "../../lib/ports/identity-provider/aws.ts";
import { recordsIn } from "../../lib/ports/records/aws.ts";
import { page } from "../../lib/runtime/page.ts";
import { setting, settings } from "../../lib/runtime/settings.ts";
import { signIn } from "./sign-in.ts";

const known = settings();

export const handler = page("sign-in", signIn, {
  records: recordsIn({
    tableName: setting("TABLE_NAME"),
    bucketName: setting("BUCKET_NAME"),
    application: setting("APPLICATION"),
    clock: systemClock,
  }),
  browsers: browsersIn({ tableName: setting("TABLE_NAME") }),
  identityProvider: identityProviderAt(known.oidc, `${known.approvalsUrl}/sign-in`),
  settings: known,
  clock: systemClock,
});
