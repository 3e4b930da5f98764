/** A command that a document, a mail or a message shows, and where. */
export type ShownCommand = {
  readonly file: string;
  readonly line: string;
  /** Whether it is shown to be copied; otherwise it may be only named, without the arguments that it requires. */
  readonly isWhole: boolean;
};

const fence = /^ *```.*$([\s\S]*?)^ *```$/gm;
const inlineCode = /`([^`]+)`/g;
/** A command in a source text: up to the quote, the tag or the end of the line; an option's value may be quoted. */
const inSource = /\b(?:npm (?:run [a-z:-]+|start|test)|interlock [a-z])(?:[^"`'<\n]|(?<=--\w+ )"[^"\n]*")*/g;
/** What follows a command in a comment: a column after two spaces, or the next sentence. */
const afterCommand = / {2}.*$|[.;:,)] .*$|\\n.*$|[.,;:)]+$/g;
const beginsCommand = /^(?:npm (?:run|start|test)\b|(?:npx )?interlock )/;

const isCommand = (line: string): boolean => beginsCommand.test(line);
const withoutEnvironment = (line: string): string => line.replace(/^(?:[A-Z_]+=\S+ )+/, "");
const withoutComment = (line: string): string => line.replace(/\s+#.*$/, "");

/** Every command in the code blocks and the inline code of a Markdown text. */
export function commandsInMarkdown(file: string, text: string): readonly ShownCommand[] {
  const blocks = [...text.matchAll(fence)].flatMap(([, block = ""]) => block.split("\n").map(withoutComment));
  const inline = [...text.replaceAll(fence, "").matchAll(inlineCode)].map(([, code = ""]) =>
    code.replaceAll(/\s+/g, " "),
  );
  const shown = (lines: readonly string[], isWhole: boolean) =>
    lines
      .map((line) => withoutEnvironment(line.trim()))
      .filter(isCommand)
      .map((line) => ({ file, line, isWhole }));
  return [...shown(blocks, true), ...shown(inline, false)];
}

/** Every command in the strings and comments of a source text; placeholders `${…}` become `X`. */
export function commandsInSource(file: string, text: string): readonly ShownCommand[] {
  const flat = text.replaceAll(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, "X");
  return [...flat.matchAll(inSource)].map(([line]) => ({
    file,
    line: line.replaceAll(afterCommand, "").trim(),
    isWhole: false,
  }));
}

/** Every way to write a command: each of `a|b`, and everything in square brackets left out or given. */
export function variantsOf(line: string): readonly string[] {
  const optional = /\s*\[([^\]]+)\]/.exec(line);
  if (optional !== null) {
    const [whole, inner] = optional;
    return [line.replace(whole, ""), line.replace(whole, ` ${inner}`)].flatMap(variantsOf);
  }
  const words = /^((?:npx )?interlock) (.* \| .*)$/.exec(line);
  if (words !== null) {
    const [, start, alternatives = ""] = words;
    return alternatives.split(" | ").flatMap((one) => variantsOf(`${start} ${one}`));
  }
  const choice = /\S*\w\|\S*\w/.exec(line);
  if (choice === null) return [line];
  return choice[0].split("|").flatMap((one) => variantsOf(line.replace(choice[0], one)));
}

/** The arguments of a command line, with quoted text as one argument. */
export const argumentsIn = (line: string): readonly string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain = ""]) => quoted ?? plain);
