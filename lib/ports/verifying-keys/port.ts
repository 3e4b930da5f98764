/** The public halves of the keys that people's statements are signed with. A reader takes them from KMS, never from a record. */
export interface VerifyingKeys {
  /** The key of `decide`, as PEM. */
  decisionPem(): Promise<string>;
  /** The key of `resume-work`, `resolve-quarantine` and `adopt-commit`, as PEM. */
  operatorPem(): Promise<string>;
}
