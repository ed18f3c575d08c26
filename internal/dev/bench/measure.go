package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// A phase is one of the runs of a tool in a round.
type phase string

const (
	cold    phase = "cold"
	changed phase = "changed"
	warm    phase = "warm"
)

var phases = []phase{cold, changed, warm}

// A cost is what one run took.
type cost struct {
	cpu, wall float64 // seconds
	peak      float64 // MB
}

// compile makes the build cache that all runs start with.
func (b *bench) compile() error {
	cmd := exec.Command("go", append([]string{"list", "-export", "-deps", "-test", "-f", "{{\"\"}}", "--"}, b.packages...)...)
	cmd.Dir, cmd.Stderr = b.dir, os.Stderr
	cmd.Env = append(os.Environ(), "GOCACHE="+b.compiled())
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("compiling what the packages import: %w", err)
	}
	return nil
}

func (b *bench) compiled() string { return filepath.Join(b.tmp, "compiled") }

// measure runs a tool in all phases.
func (b *bench) measure(t tool) (of map[phase]cost, err error) {
	dir, err := os.MkdirTemp(b.tmp, "round")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	cache := filepath.Join(dir, "build")
	if err := link(b.compiled(), cache); err != nil {
		return nil, err
	}
	env := append(os.Environ(), "GOCACHE="+cache)
	if t.cache != "" {
		env = append(env, t.cache+"="+filepath.Join(dir, "own"))
	}
	of = make(map[phase]cost)
	if of[cold], err = b.once(t, env); err != nil {
		return nil, err
	}
	if b.change != "" {
		undo, err := change(filepath.Join(b.dir, b.change))
		if err != nil {
			return nil, err
		}
		of[changed], err = b.once(t, env)
		if err := errors.Join(err, undo()); err != nil {
			return nil, err
		}
	}
	of[warm], err = b.once(t, env)
	return of, err
}

// once runs a tool. That it has findings, or that packages have errors, is no error.
func (b *bench) once(t tool, env []string) (cost, error) {
	cmd := exec.Command(t.args[0], append(t.args[1:len(t.args):len(t.args)], b.packages...)...)
	cmd.Dir, cmd.Env = b.dir, env
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	start := time.Now()
	peak, err := peakOf(cmd)
	wall := time.Since(start)
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || !exit.Exited() || exit.ExitCode() > 1) {
		return cost{}, fmt.Errorf("%w\n%s", err, out.Bytes())
	}
	// The processes of a build are waited for, so the state of the first has the times of all.
	s := cmd.ProcessState
	return cost{(s.UserTime() + s.SystemTime()).Seconds(), wall.Seconds(), float64(peak) / 1e6}, nil
}

// change adds a line to a file. undo takes it away.
func change(file string) (undo func() error, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	undo = func() error { return os.WriteFile(file, text, 0o666) }
	line := fmt.Sprintf("\n// changed at %d\n", time.Now().UnixNano())
	return undo, os.WriteFile(file, append(bytes.Clone(text), line...), 0o666)
}

// link makes a copy of a folder, of hard links.
func link(from, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			return os.Mkdir(filepath.Join(to, rel), 0o777)
		}
		return os.Link(path, filepath.Join(to, rel))
	})
}
