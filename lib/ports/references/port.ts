import type { Environment } from "../../domain/environment.ts";

/** Reads what a reference in a template stands for now. */
export interface References {
  /**
   * What names the present target of a dynamic reference (`{{resolve:ssm:/app/image}}`), and nothing else: it differs when the
   * target has moved. Of an image in the environment's own registry, named by its digest, it tells when it was pushed. Null if the
   * target does not exist. It never contains a secret.
   */
  current(environment: Environment, reference: string): Promise<string | null>;
}
