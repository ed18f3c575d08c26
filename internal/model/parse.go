package model

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
)

//go:embed *.txt
var texts embed.FS

// A record is an entry, and what it is about.
type record struct {
	Entry
	subject
}

// parseAll parses the table.
func parseAll() ([]record, error) {
	files, err := texts.ReadDir(".")
	if err != nil {
		return nil, err
	}
	all := make([]record, 0, 2048)
	for _, f := range files {
		if f.Name() == idleFile || f.Name() == librariesFile {
			continue
		}
		text, err := texts.ReadFile(f.Name())
		if err != nil {
			return nil, err
		}
		if all, err = parse(all, string(text)); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name(), err)
		}
	}
	return all, nil
}

// parse appends the entries of a text.
func parse(all []record, text string) ([]record, error) {
	n := 0
	for text != "" {
		n++
		var line string
		line, text, _ = strings.Cut(text, "\n")
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		r, err := parseLine(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		all = append(all, r)
	}
	return all, nil
}

func parseLine(line string) (record, error) {
	effect, rest := cutField(line)
	fn, operands := cutField(rest)
	if fn == "" {
		return record{}, fmt.Errorf("want an effect and a function, got %q", line)
	}
	r := record{Entry{Effect: Effect(effect), Func: fn}, split(fn)}
	want, ok := arity[r.Effect]
	if !ok {
		return record{}, fmt.Errorf("unknown effect %q", r.Effect)
	}
	ofTypes := r.Effect == benign || r.Effect == answers || r.Effect == service || r.Effect == callOption || r.Effect == limited || r.Effect == peer
	if r.name == "" && r.Effect != inert && r.Effect != brief && r.Effect != Lasts && (!ofTypes || r.typ == "") {
		return record{}, fmt.Errorf("%s is not said of %s", r.Effect, r.Func)
	}
	if want > 0 {
		r.Operands = make([]Operand, 0, want)
	}
	for operands != "" {
		var field string
		field, operands = cutField(operands)
		op, err := parseOperand(field)
		if err != nil {
			return record{}, err
		}
		r.Operands = append(r.Operands, op)
	}
	if len(r.Operands) != want {
		return record{}, fmt.Errorf("%s takes %d operands, got %q", r.Effect, want, line)
	}
	return r, nil
}

// cutField returns the first of the fields of a line, and what follows it.
func cutField(line string) (field, rest string) {
	i := strings.IndexAny(line, " \t")
	if i < 0 {
		return line, ""
	}
	return line[:i], strings.TrimLeft(line[i:], " \t")
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
