// Package config reads .gopitfalls.yml, which says for a repository which checks are
// on, how severe their findings are, and where none are wanted. Only the front end
// reads it: it is not in the go command's cache key.
package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
	"github.com/gopitfalls/gopitfalls/internal/driver/disk"
	"github.com/gopitfalls/gopitfalls/internal/driver/suggest"
)

// Name is the name of the file.
const Name = ".gopitfalls.yml"

// A Config is what the file says. The zero value says nothing.
type Config struct {
	Checks     map[string]bool   // whether a check, or a category as check/category, is on
	Severities map[string]string // of checks and categories: levels of checkdoc
	Settings   []Setting         // of checks, in the order of the file

	dir     string
	exclude []pattern
}

// A Setting is what a flag of a check is set to.
type Setting struct {
	Check, Flag, Value string
	Posn               string // where that stands, "file:line:column"
}

// Known is what the file may name.
type Known struct {
	Checks []string            // also categories of their findings, as check/category
	Flags  map[string][]string // of a check, those that may be set
}

// names are the names that the file may have.
var names = []string{Name, ".gopitfalls.yaml"}

// Find returns the name of the file for a working directory, or an empty string:
// it lies in the root of the module or in a folder above, but not above the
// repository.
func Find(dir string) (string, error) {
	for d := moduleRoot(dir); ; d = filepath.Dir(d) {
		var found []string
		for _, name := range names {
			name = filepath.Join(d, name)
			if _, err := os.Lstat(name); err == nil {
				found = append(found, name)
			} else if !errors.Is(err, fs.ErrNotExist) {
				return "", err
			}
		}
		switch len(found) {
		case 1:
			return found[0], nil
		case 2:
			return "", fmt.Errorf("%s and %s: one of them is too many", found[0], filepath.Base(found[1]))
		}
		if exists(filepath.Join(d, ".git")) || d == filepath.Dir(d) {
			return "", nil
		}
	}
}

// moduleRoot returns the root of the module that dir is in, dir if it is in none.
func moduleRoot(dir string) string {
	for d := dir; ; d = filepath.Dir(d) {
		if exists(filepath.Join(d, "go.mod")) {
			return d
		}
		if d == filepath.Dir(d) {
			return dir
		}
	}
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// Read reads a file.
func Read(name string, known Known) (*Config, error) {
	text, err := disk.Read(name, disk.MaxConfig)
	if err != nil {
		return nil, err
	}
	r := &reader{name: name, known: known}
	c := &Config{Checks: make(map[string]bool), Severities: make(map[string]string), dir: filepath.Dir(name)}
	d := yaml.NewDecoder(bytes.NewReader(text))
	var doc, second yaml.Node
	if err := d.Decode(&doc); err == io.EOF { // nothing but comments
		return c, nil
	} else if err != nil {
		return nil, r.syntax(err)
	}
	if err := d.Decode(&second); err == nil {
		return nil, r.errorf(&second, "only one document is wanted")
	} else if err != io.EOF {
		return nil, r.syntax(err)
	}
	if err := r.config(doc.Content[0], c); err != nil {
		return nil, err
	}
	return c, nil
}

// Excludes reports whether findings in a file are not wanted.
func (c *Config) Excludes(file string) bool {
	rel, err := filepath.Rel(c.dir, file)
	if err != nil || len(c.exclude) == 0 {
		return false
	}
	elems := strings.Split(filepath.ToSlash(rel), "/")
	return slices.ContainsFunc(c.exclude, func(p pattern) bool { return p.matches(elems) })
}

// A reader turns nodes into settings.
type reader struct {
	name  string
	known Known
}

// errorf returns an error at a node.
func (r *reader) errorf(n *yaml.Node, format string, args ...any) error {
	return fmt.Errorf("%s:%d:%d: %s", r.name, n.Line, n.Column, fmt.Sprintf(format, args...))
}

// syntax returns an error of the parser, which knows no more than the line, and does
// not name the first.
func (r *reader) syntax(err error) error {
	msg := strings.TrimPrefix(strings.Join(strings.Fields(err.Error()), " "), "yaml: ")
	line := 1
	if _, scanErr := fmt.Sscanf(msg, "line %d:", &line); scanErr == nil {
		_, msg, _ = strings.Cut(msg, ": ")
	}
	return fmt.Errorf("%s:%d: %s", r.name, line, msg)
}

func (r *reader) config(n *yaml.Node, c *Config) error {
	return r.section(n, map[string]func(key, value *yaml.Node) error{
		"checks":     func(_, value *yaml.Node) error { return r.byCheck(value, c.check(r)) },
		"severities": func(_, value *yaml.Node) error { return r.byCheck(value, c.severity(r)) },
		"settings":   func(_, value *yaml.Node) error { return r.byCheck(value, c.settings(r)) },
		"paths": func(_, value *yaml.Node) error {
			return r.section(value, map[string]func(key, value *yaml.Node) error{
				"exclude": func(_, value *yaml.Node) error { return r.patterns(value, c) },
			})
		},
	})
}

// section reads a mapping with keys that are known.
func (r *reader) section(n *yaml.Node, keys map[string]func(key, value *yaml.Node) error) error {
	return r.mapping(n, func(key, value *yaml.Node) error {
		read := keys[key.Value]
		if read == nil {
			return r.errorf(key, "unknown key %q: want %s%s", key.Value, list(keys), suggest.Similar(key.Value, slices.Sorted(maps.Keys(keys))))
		}
		return read(key, value)
	})
}

// byCheck reads a mapping whose keys are checks.
func (r *reader) byCheck(n *yaml.Node, read func(check string, value *yaml.Node) error) error {
	return r.mapping(n, func(key, value *yaml.Node) error {
		if !slices.Contains(r.known.Checks, key.Value) {
			if check, category, ok := strings.Cut(key.Value, "/"); ok && slices.Contains(r.known.Checks, check) {
				return r.errorf(key, "no category of %s is named %q: see gopitfalls explain %s%s", check, category, check, suggest.Similar(key.Value, r.known.Checks))
			}
			return r.errorf(key, "no check is named %q: see gopitfalls list%s", key.Value, suggest.Similar(key.Value, r.known.Checks))
		}
		return read(key.Value, value)
	})
}

// mapping calls read for each pair of a mapping, in which each key stands once. It
// may be empty.
func (r *reader) mapping(n *yaml.Node, read func(key, value *yaml.Node) error) error {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		return r.errorf(n, "want keys with values")
	}
	seen := make(map[string]int)
	for i := 0; i < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind != yaml.ScalarNode {
			return r.errorf(key, "want a name as the key")
		}
		if line := seen[key.Value]; line > 0 {
			return r.errorf(key, "key %q stands in line %d already", key.Value, line)
		}
		seen[key.Value] = key.Line
		if err := read(key, n.Content[i+1]); err != nil {
			return err
		}
	}
	return nil
}

// check returns what reads whether a check is on.
func (c *Config) check(r *reader) func(string, *yaml.Node) error {
	return func(check string, value *yaml.Node) error {
		var on *bool
		if err := value.Decode(&on); err != nil || on == nil {
			return r.errorf(value, "want true or false for %s", check)
		}
		c.Checks[check] = *on
		return nil
	}
}

// severity returns what reads the severity of a check.
func (c *Config) severity(r *reader) func(string, *yaml.Node) error {
	return func(check string, value *yaml.Node) error {
		if value.Kind != yaml.ScalarNode || !slices.Contains(checkdoc.Levels, value.Value) {
			return r.errorf(value, "want %s for %s", strings.Join(checkdoc.Levels, ", "), check)
		}
		c.Severities[check] = value.Value
		return nil
	}
}

// settings returns what reads the settings of a check.
func (c *Config) settings(r *reader) func(string, *yaml.Node) error {
	return func(check string, value *yaml.Node) error {
		flags := r.known.Flags[check]
		return r.mapping(value, func(key, value *yaml.Node) error {
			if !slices.Contains(flags, key.Value) {
				return r.errorf(key, "%s has no setting %q: see gopitfalls help %s%s", check, key.Value, check, suggest.Similar(key.Value, flags))
			}
			text, ok := scalar(value)
			if !ok {
				return r.errorf(value, "want a value or a list of values for %s", key.Value)
			}
			posn := fmt.Sprintf("%s:%d:%d", r.name, value.Line, value.Column)
			c.Settings = append(c.Settings, Setting{check, key.Value, text, posn})
			return nil
		})
	}
}

// scalar returns a value as a flag has it: a list with commas.
func scalar(n *yaml.Node) (text string, ok bool) {
	switch n.Kind {
	case yaml.ScalarNode:
		return n.Value, n.Tag != "!!null"
	case yaml.SequenceNode:
		var items []string
		for _, item := range n.Content {
			if item.Kind != yaml.ScalarNode {
				return "", false
			}
			items = append(items, item.Value)
		}
		return strings.Join(items, ","), true
	}
	return "", false
}

// patterns reads a list of patterns.
func (r *reader) patterns(n *yaml.Node, c *Config) error {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		return r.errorf(n, "want a list of patterns")
	}
	for _, item := range n.Content {
		if item.Kind != yaml.ScalarNode || item.Tag == "!!null" {
			return r.errorf(item, "want a pattern")
		}
		p, err := parsePattern(item.Value)
		if err != nil {
			return r.errorf(item, "%v", err)
		}
		c.exclude = append(c.exclude, p)
	}
	return nil
}
