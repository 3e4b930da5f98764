/** The name at the end of the ARN of a function or a machine. */
export const nameIn = (arn: string): string => arn.split(":").at(-1) ?? arn;
