/** How a command is typed for an installation: the arguments in, the whole command out. */
export type Typed = (args: string) => string;

/**
 * How an operator types a command for this installation, from any machine. An installation on AWS is reached by its application's
 * name; a sandbox says itself how it is reached.
 */
export const typedFor =
  ({
    application,
    reachedWith = `--aws --application ${application}`,
  }: {
    readonly application: string;
    readonly reachedWith?: string | undefined;
  }): Typed =>
  (args) =>
    `npx interlock ${args}${reachedWith === "" ? "" : ` ${reachedWith}`}`;
