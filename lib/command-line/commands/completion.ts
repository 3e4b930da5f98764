import { Argument, type Command } from "commander";
import { type AddCommand, type JsonOption, printResult, withJson } from "../command.ts";

/** A command's path, as "quarantine show", with what may follow it: subcommands and options. */
type Words = readonly (readonly [path: string, words: readonly string[]])[];

const nameOf = (path: string, command: Command): string => `${path} ${command.name()}`.trim();

/** What may follow each command. */
export function wordsOf(command: Command, path = ""): Words {
  const words = [
    ...command.commands.map((child) => child.name()),
    ...command.options.flatMap(({ long }) => long ?? []),
  ];
  return [[path, words], ...command.commands.flatMap((child) => wordsOf(child, nameOf(path, child)))];
}

/** A function of bash, which zsh runs too: it finds the longest path that was typed, and offers what may follow. */
const bash = (words: Words): string => `_interlock() {
  local path="" word i
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    [[ "$word" == -* ]] || path="\${path:+$path }$word"
  done
  local words=""
  while :; do
    case "$path" in
${words.map(([path, all]) => `      "${path}") words="${all.join(" ")}"; break ;;`).join("\n")}
      *" "*) path="\${path% *}" ;;
      *) path="" ;;
    esac
  done
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _interlock interlock`;

const fish = (words: Words): string =>
  words
    .flatMap(([path, all]) => {
      const seen =
        path === "" ? "__fish_use_subcommand" : `__fish_seen_subcommand_from ${path.split(" ").at(-1)}`;
      return all.map((word) =>
        word.startsWith("--")
          ? `complete -c interlock -n '${seen}' -l ${word.slice(2)}`
          : `complete -c interlock -n '${seen}' -f -a ${word}`,
      );
    })
    .join("\n");

const scripts = {
  bash,
  zsh: (words: Words): string => `autoload -U +X bashcompinit && bashcompinit\n${bash(words)}`,
  fish,
};

const isShell = (shell: string): shell is keyof typeof scripts => shell in scripts;

/** Adds `interlock completion`. */
export const addCommand: AddCommand = (interlock, output) => {
  withJson(interlock.command("completion"))
    .description("print a script that completes commands and options in your shell")
    .addArgument(new Argument("<shell>", "your shell").choices(Object.keys(scripts)))
    .action((shell: string, options: JsonOption) => {
      if (!isShell(shell)) return;
      const script = scripts[shell](wordsOf(interlock));
      printResult(output, options, { shell, script }, script);
    });
};
