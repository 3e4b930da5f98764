// The mailbox process of a sandbox.
import * as z from "zod";
import { serveMailbox } from "./serve-mailbox.ts";

const mailbox = z
  .strictObject({ inbox: z.int(), relay: z.int(), emulator: z.int(), folder: z.string() })
  .parse(JSON.parse(process.argv[2] ?? "null"));
serveMailbox(mailbox);
