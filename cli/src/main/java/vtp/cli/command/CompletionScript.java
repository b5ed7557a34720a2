package vtp.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import vtp.engine.files.Released;

/**
 * Writes the script by which bash and zsh complete what is typed: commands, options, the words that an option takes,
 * and names of files.
 *
 * <p>picocli's own generator offers files only for options of type Path, mixes up the words of options that have the
 * same label in the help, and takes any word that is the name of a command for one.
 */
final class CompletionScript {
    /** Labels of what is free text; all other strings name files. */
    private static final Set<String> FREE_TEXT = Set.of("TEXT", "NAME", "NUMBER", "N", "LABEL", "HOST", "ORIGIN");

    private static final String MODEL = "MODEL";

    /** The first word of the commands of two words. */
    private static final String GROUP = "eval";

    private static final String SCRIPT = """
            # Completion of vtp for bash and zsh.

            # Takes the command, the word before the one to complete, and that one. Sets vtp_words to the words that
            # it may become, and vtp_files to yes if it may be the name of a file.
            _vtp_choices() {
              local options=
              vtp_words= vtp_files=
              case "$1 $2" in
            CASES
              esac
              case $3 in
                -*) if [ -n "$options" ]; then vtp_words=$options vtp_files=; fi ;;
              esac
            }

            _vtp_bash() {
              local vtp_words vtp_files name command=
              local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
              # --prepare=crop arrives as three words.
              if [ "$current" = = ]; then
                current=
              elif [ "$previous" = = ]; then
                previous=${COMP_WORDS[COMP_CWORD-2]}
              fi
              if [ "$COMP_CWORD" -gt 1 ]; then command=${COMP_WORDS[1]}; fi
              if [ "$command" = GROUP ] && [ "$COMP_CWORD" -gt 2 ]; then command="GROUP ${COMP_WORDS[2]}"; fi
              _vtp_choices "$command" "$previous" "$current"
              COMPREPLY=($(compgen -W "$vtp_words" -- "$current"))
              if [ -z "$vtp_files" ]; then
                compopt +o default 2>/dev/null
              elif [ "${#COMPREPLY[@]}" -gt 0 ]; then
                compopt -o filenames 2>/dev/null
                while IFS= read -r name; do COMPREPLY+=("$name"); done < <(compgen -f -- "$current")
              fi # else readline's own completion of names of files
            }

            _vtp_zsh() {
              local vtp_words vtp_files command= previous=$words[CURRENT-1]
              local result=1
              if [ "$CURRENT" -gt 2 ]; then command=$words[2]; fi
              if [ "$command" = GROUP ] && [ "$CURRENT" -gt 3 ]; then command="GROUP $words[3]"; fi
              if compset -P '--*='; then previous=${IPREFIX%=}; fi
              _vtp_choices "$command" "$previous" "$PREFIX"
              if [ -n "$vtp_words" ]; then compadd -- ${=vtp_words} && result=0; fi
              if [ -n "$vtp_files" ]; then _files && result=0; fi
              return $result
            }

            if [ -n "${ZSH_VERSION:-}" ]; then
              if ! whence compdef >/dev/null; then autoload -U compinit && compinit -i; fi
              compdef _vtp_zsh vtp
            else
              complete -o default -F _vtp_bash vtp
            fi
            """;

    private CompletionScript() {}

    static String of(CommandLine vtp) {
        Map<String, CommandLine> commands = vtp.getSubcommands();
        String names = commands.keySet().stream()
                .map(name -> name.replaceFirst(" .*", ""))
                .distinct()
                .collect(Collectors.joining(" "));
        List<String> cases = new ArrayList<>();
        for (Map.Entry<String, CommandLine> command : commands.entrySet()) {
            addCases(cases, command.getKey(), command.getValue().getCommandSpec());
        }
        String second = commands.keySet().stream()
                .filter(name -> name.startsWith(GROUP + " "))
                .map(name -> name.substring(GROUP.length() + 1))
                .collect(Collectors.joining(" "));
        cases.add("\"" + GROUP + " \"*) vtp_words='" + second + "' ;;");
        cases.add("\"help " + GROUP + "\") vtp_words='" + second + "' ;;");
        cases.add("\"help \"*) vtp_words='" + names + "' ;;");
        cases.add("\" \"*) vtp_words='" + names + " help' options='" + options(vtp.getCommandSpec()) + "' ;;");
        return SCRIPT.replace("GROUP", GROUP)
                .replace("CASES", cases.stream().map("    "::concat).collect(Collectors.joining("\n")));
    }

    /** A case for each option that takes a value, and one for all else. */
    private static void addCases(List<String> cases, String command, CommandSpec spec) {
        for (OptionSpec option : spec.options()) {
            if (option.arity().max() > 0) {
                String pattern = Arrays.stream(option.names())
                        .map(name -> "\"" + command + " " + name + "\"")
                        .collect(Collectors.joining(" | "));
                cases.add(pattern + ") " + choices(option) + ";;");
            }
        }
        String positional = spec.positionalParameters().stream()
                .findFirst()
                .map(CompletionScript::choices)
                .orElse("");
        cases.add("\"" + command + " \"*) " + positional + "options='" + options(spec) + "' ;;");
    }

    private static String options(CommandSpec spec) {
        return spec.options().stream()
                .flatMap(option -> Arrays.stream(option.names()))
                .collect(Collectors.joining(" "));
    }

    /** Assignments of what a value may become. */
    private static String choices(ArgSpec value) {
        List<String> words = new ArrayList<>();
        if (value.completionCandidates() != null) {
            value.completionCandidates().forEach(words::add);
        } else if (value.paramLabel().equals(MODEL)) {
            Stream.of(Released.values())
                    .map(model -> model.name().toLowerCase(Locale.ROOT))
                    .forEach(words::add);
        }
        String assignments = words.isEmpty() ? "" : "vtp_words='" + String.join(" ", words) + "' ";
        return namesFile(value) ? assignments + "vtp_files=yes " : assignments;
    }

    private static boolean namesFile(ArgSpec value) {
        Class<?> type = value.isMultiValue() ? value.auxiliaryTypes()[0] : value.type();
        boolean free = value.completionCandidates() != null || FREE_TEXT.contains(value.paramLabel());
        boolean pulled =
                value instanceof PositionalParamSpec && value.paramLabel().equals(MODEL);
        return type == Path.class || (type == String.class && !free && !pulled);
    }
}
