// Package completion writes scripts that complete command lines in shells.
package completion

import (
	"fmt"
	"strings"
)

// A Spec is what a program takes.
type Spec struct {
	Name     string
	Flags    []Flag // where no command is
	Commands []Command
}

// A Command is the first argument of a command line.
type Command struct {
	Name, Usage string
	Flags       []Flag
	Args        []string // what may follow; none: files
}

// A Flag is a flag. Those that are no switches take one of the Values, a file or anything.
type Flag struct {
	Name, Usage  string // without the dash
	Switch, File bool
	Values       []string
}

// Shells are those for which there are scripts.
var Shells = []string{"bash", "zsh", "fish"}

// Script returns the script for one of the [Shells].
func (s *Spec) Script(shell string) (string, error) {
	switch shell {
	case "bash":
		return s.bash(), nil
	case "zsh":
		return s.zsh(), nil
	case "fish":
		return s.fish(), nil
	}
	return "", fmt.Errorf("no script for %s, but for %s", shell, strings.Join(Shells, ", "))
}

// quote quotes a text for all three shells.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// each calls f for what may stand behind each command, and last, with the name "", for what
// may stand where none is.
func (s *Spec) each(f func(command string, flags []Flag, args []string)) {
	for _, c := range s.Commands {
		f(c.Name, c.Flags, c.Args)
	}
	f("", s.Flags, nil)
}

// valued calls f for each flag that takes something, with what it takes; a file may be nil.
func (s *Spec) valued(f func(flag Flag)) {
	seen := make(map[string]bool)
	s.each(func(_ string, flags []Flag, _ []string) {
		for _, flag := range flags {
			if !flag.Switch && !seen[flag.Name] {
				seen[flag.Name] = true
				f(flag)
			}
		}
	})
}

func (s *Spec) function() string { return "_" + strings.ReplaceAll(s.Name, "-", "_") }

// bash breaks words at "=", so the value of -flag=value is a word of its own.
func (s *Spec) bash() string {
	var b strings.Builder
	fmt.Fprintf(&b, `# source <(%[1]s completion bash)
%[2]s() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command='' flags args
	if [[ $cur == = ]]; then
		cur=''
	elif [[ $prev == = ]]; then
		prev=${COMP_WORDS[COMP_CWORD-2]}
	fi
	COMPREPLY=()
	case ${prev/#--/-} in
`, s.Name, s.function())
	s.valued(func(f Flag) {
		reply := "return"
		if len(f.Values) > 0 {
			reply = fmt.Sprintf("COMPREPLY=($(compgen -W %s -- \"$cur\")); return", quote(strings.Join(f.Values, " ")))
		} else if !f.File {
			reply = "compopt +o default 2>/dev/null; return"
		}
		fmt.Fprintf(&b, "\t-%s) %s ;;\n", f.Name, reply)
	})
	b.WriteString("\tesac\n\tif ((COMP_CWORD > 1)); then\n\t\tcommand=${COMP_WORDS[1]}\n\tfi\n\tcase $command in\n")
	s.each(func(command string, flags []Flag, args []string) {
		pattern := command
		if command == "" {
			pattern = "*"
			for _, c := range s.Commands {
				args = append(args, c.Name)
			}
		}
		var names []string
		for _, f := range flags {
			names = append(names, "-"+f.Name)
		}
		fmt.Fprintf(&b, "\t%s)\n\t\tflags=%s\n\t\targs=%s\n\t\t;;\n", pattern, quote(strings.Join(names, " ")), quote(strings.Join(args, " ")))
	})
	fmt.Fprintf(&b, `	esac
	if [[ $cur == -* ]]; then
		COMPREPLY=($(compgen -W "$flags" -- "$cur"))
	elif [[ -n $command ]] || ((COMP_CWORD == 1)); then
		COMPREPLY=($(compgen -W "$args" -- "$cur"))
	fi
}
complete -o default -F %s %s
`, s.function(), s.Name)
	return b.String()
}

func (s *Spec) zsh() string {
	var b strings.Builder
	fmt.Fprintf(&b, `#compdef %[1]s
# source <(%[1]s completion zsh), or a file _%[1]s in a folder of $fpath
%[2]s() {
	local -a flags args commands
	local command='' before=${words[CURRENT-1]}
	if [[ ${words[CURRENT]} == -*=* ]]; then
		before=${words[CURRENT]%%%%=*}
		compset -P '*='
	fi
	case ${before/#--/-} in
`, s.Name, s.function())
	s.valued(func(f Flag) {
		reply := "_files; return"
		if len(f.Values) > 0 {
			reply = "compadd -- " + quotedList(f.Values) + "; return"
		} else if !f.File {
			reply = "return"
		}
		fmt.Fprintf(&b, "\t-%s) %s ;;\n", f.Name, reply)
	})
	b.WriteString("\tesac\n\t((CURRENT > 2)) && command=$words[2]\n\tcase $command in\n")
	s.each(func(command string, flags []Flag, args []string) {
		if command == "" {
			command = "*"
		}
		fmt.Fprintf(&b, "\t%s)\n\t\tflags=(\n", command)
		for _, f := range flags {
			fmt.Fprintf(&b, "\t\t\t%s\n", quote(described("-"+f.Name, f.Usage)))
		}
		fmt.Fprintf(&b, "\t\t)\n\t\targs=(%s)\n\t\t;;\n", quotedList(args))
	})
	b.WriteString("\tesac\n\tcommands=(\n")
	for _, c := range s.Commands {
		fmt.Fprintf(&b, "\t\t%s\n", quote(described(c.Name, c.Usage)))
	}
	fmt.Fprintf(&b, `	)
	if [[ ${words[CURRENT]} == -* ]]; then
		_describe -o flag flags
		return
	fi
	((CURRENT == 2)) && _describe command commands
	if ((${#args})); then
		compadd -- $args
	else
		_files
	fi
}
if [[ ${funcstack[1]} == %[1]s ]]; then
	%[1]s "$@"
else
	compdef %[1]s %[2]s
fi
`, s.function(), s.Name)
	return b.String()
}

// described is an element of what _describe takes.
func described(name, usage string) string {
	return strings.ReplaceAll(name, ":", `\:`) + ":" + usage
}

func quotedList(list []string) string {
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = quote(s)
	}
	return strings.Join(quoted, " ")
}

func (s *Spec) fish() string {
	var b strings.Builder
	var names []string
	for _, c := range s.Commands {
		names = append(names, c.Name)
	}
	fmt.Fprintf(&b, "# %s completion fish | source\n", s.Name)
	first := fmt.Sprintf("-n 'not __fish_seen_subcommand_from %s'", strings.Join(names, " "))
	for _, c := range s.Commands {
		fmt.Fprintf(&b, "complete -c %s -n __fish_use_subcommand -a %s -d %s\n", s.Name, c.Name, quote(c.Usage))
	}
	s.each(func(command string, flags []Flag, args []string) {
		condition := first
		if command != "" {
			condition = fmt.Sprintf("-n '__fish_seen_subcommand_from %s'", command)
		}
		for _, f := range flags {
			value := ""
			switch {
			case len(f.Values) > 0:
				value = " -x -a " + quote(strings.Join(f.Values, " "))
			case f.File:
				value = " -r -F"
			case !f.Switch:
				value = " -x"
			}
			fmt.Fprintf(&b, "complete -c %s %s -o %s%s -d %s\n", s.Name, condition, f.Name, value, quote(f.Usage))
		}
		if len(args) > 0 {
			fmt.Fprintf(&b, "complete -c %s %s -f -a %s\n", s.Name, condition, quote(strings.Join(args, " ")))
		}
	})
	return b.String()
}
