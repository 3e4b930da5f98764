/** The name of an application's control-plane stack. */
export const controlPlaneOf = (application: string): string => `${application}-control-plane`;

/** The name of the queue from which a sandbox's builder takes pushed commits. */
export const buildsQueueOf = (application: string): string => `${application}-builds`;

/** The name of the role under which GitHub's workflow submits. */
export const githubRoleOf = (application: string): string => `${application}-submit-from-github`;

/** The name of the policy for whoever submits: it allows that, and nothing else. */
export const submitPolicyOf = (application: string): string => `${application}-submit`;

/** The name of the policy for operators: it allows what their commands do, and nothing else. */
export const operatePolicyOf = (application: string): string => `${application}-operate`;
