/** The name of an application's control-plane stack. */
export const controlPlaneOf = (application: string): string => `${application}-control-plane`;

/** The name of the queue from which a sandbox's builder takes pushed commits. */
export const buildsQueueOf = (application: string): string => `${application}-builds`;
