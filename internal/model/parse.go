package model

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
)

//go:embed *.txt
var texts embed.FS

// parseAll parses the table.
func parseAll() ([]Entry, error) {
	files, err := texts.ReadDir(".")
	if err != nil {
		return nil, err
	}
	var all []Entry
	for _, f := range files {
		if f.Name() == idleFile || f.Name() == librariesFile {
			continue
		}
		text, err := texts.ReadFile(f.Name())
		if err != nil {
			return nil, err
		}
		entries, err := parse(string(text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name(), err)
		}
		all = append(all, entries...)
	}
	return all, nil
}

func parse(text string) ([]Entry, error) {
	var entries []Entry
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		e, err := parseLine(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		entries = append(entries, e)
	}
	return entries, nil
}

func parseLine(line string) (Entry, error) {
	fields := strings.Fields(line)
	if len(fields) < 2 {
		return Entry{}, fmt.Errorf("want an effect and a function, got %q", line)
	}
	e := Entry{Effect: Effect(fields[0]), Func: fields[1]}
	want, ok := arity[e.Effect]
	if !ok {
		return Entry{}, fmt.Errorf("unknown effect %q", e.Effect)
	}
	if s := split(e.Func); s.name == "" && e.Effect != inert && e.Effect != brief && e.Effect != Lasts && (e.Effect != benign && e.Effect != answers || s.typ == "") {
		return Entry{}, fmt.Errorf("%s is not said of %s", e.Effect, e.Func)
	}
	if len(fields)-2 != want {
		return Entry{}, fmt.Errorf("%s takes %d operands, got %q", e.Effect, want, line)
	}
	for _, f := range fields[2:] {
		op, err := parseOperand(f)
		if err != nil {
			return Entry{}, err
		}
		e.Operands = append(e.Operands, op)
	}
	return e, nil
}

func parseOperand(s string) (Operand, error) {
	if s == "recv" {
		return Operand{Kind: Recv}, nil
	}
	kind, number := Arg, strings.TrimPrefix(s, "arg")
	if after, ok := strings.CutPrefix(s, "res"); ok {
		kind, number = Res, after
	}
	if index, err := strconv.Atoi(number); err == nil && index >= 0 && number != s {
		return Operand{Kind: kind, Index: index}, nil
	}
	return Operand{}, fmt.Errorf("operand %q is not recv, argN or resN", s)
}

// A subject is what a line is about: a function, a method or field, or, without
// a name, a package or a type.
type subject struct{ pkg, typ, name string }

// split takes apart "path.F", "(path.T).M", "(*path.T).M", "path" and "(path.T)".
func split(s string) subject {
	if !strings.HasPrefix(s, "(") {
		pkg, name := cutPath(s)
		return subject{pkg: pkg, name: name}
	}
	typ, name, _ := strings.Cut(strings.TrimLeft(s, "(*"), ")")
	pkg, typ := cutPath(typ)
	if typ == "" { // (error)
		pkg, typ = typ, pkg
	}
	return subject{pkg, typ, strings.TrimPrefix(name, ".")}
}

// cutPath cuts at the dot that ends a package's path, if there is one.
func cutPath(s string) (path, rest string) {
	i := strings.LastIndexByte(s, '.')
	if i < 0 || i < strings.LastIndexByte(s, '/') {
		return s, ""
	}
	return s[:i], s[i+1:]
}
