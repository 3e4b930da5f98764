declare module "asl-validator" {
  /** Validates a definition against the Amazon States Language; `errors` is empty for a valid one. */
  export default function aslValidator(definition: object): { isValid: boolean; errors: object[] };
}
