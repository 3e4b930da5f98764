import * as z from "zod";

/** A person as a commit names them: the address is an e-mail address, as git has it. */
export const personSchema = z.strictObject({ name: z.string(), address: z.string() });

/** A person as a commit names them. */
export type Person = Readonly<z.infer<typeof personSchema>>;
