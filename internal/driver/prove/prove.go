package prove

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gopitfalls/gopitfalls/internal/profile"
)

// Options say which tests are run, and how.
type Options struct {
	Packages []Package
	Run      string        // a regular expression for tests; "" for all
	Timeout  time.Duration // for the tests of a package
	Flags    []string      // for go test: build flags, and packages at the end
	Overlay  string        // the user's overlay, or ""

	// Go runs the go command with variables added to its environment, and has its
	// standard output written. A status that is not 0 is an error.
	Go func(ctx context.Context, env, args []string, out io.Writer) error

	Experiment      string // the GOEXPERIMENT of the go command
	NeedsExperiment bool   // without one more there is no leak profile
}

// Run runs the tests and reads what they have leaked, and, of those that did not end, where
// they hang.
func Run(ctx context.Context, opts Options) (*profile.Set, *Results, error) {
	dir, err := os.MkdirTemp("", "gopitfalls-prove-*")
	if err != nil {
		return nil, nil, err
	}
	defer os.RemoveAll(dir)
	file, replaced, err := writeOverlay(opts, dir)
	if err != nil {
		return nil, nil, err
	}
	profiles := filepath.Join(dir, "profiles")
	if err := os.Mkdir(profiles, 0o700); err != nil {
		return nil, nil, err
	}
	env := []string{Env + "=" + profiles}
	if opts.NeedsExperiment {
		env = append(env, "GOEXPERIMENT="+strings.TrimPrefix(opts.Experiment+",goroutineleakprofile", ","))
	}
	args := []string{"test", "-json", "-count=1", "-vet=off", "-overlay=" + file, "-timeout=" + opts.Timeout.String()}
	if opts.Run != "" {
		args = append(args, "-run="+opts.Run)
	}
	out, err := os.Create(filepath.Join(dir, "output"))
	if err != nil {
		return nil, nil, err
	}
	defer out.Close()
	runErr := opts.Go(ctx, env, append(args, opts.Flags...), out)
	if _, err := out.Seek(0, io.SeekStart); err != nil {
		return nil, nil, err
	}
	res, err := results(out)
	if err != nil {
		return nil, nil, err
	}
	for i, line := range res.Told {
		for from, to := range replaced {
			line = strings.ReplaceAll(line, to, from)
		}
		res.Told[i] = line
	}
	if runErr != nil && res.Passed == 0 && len(res.Told) == 0 {
		return nil, nil, runErr
	}
	set := profile.NewSet()
	for i, p := range opts.Packages {
		for _, kind := range []string{"goroutineleak", "goroutine"} {
			if err := readProfile(set, filepath.Join(profiles, fmt.Sprintf("%d.%s", i, kind)), p.Path); err != nil {
				return nil, nil, fmt.Errorf("the %s profile of %s: %w", kind, p.Path, err)
			}
		}
	}
	if _, err := out.Seek(0, io.SeekStart); err != nil {
		return nil, nil, err
	}
	if err := set.Read(out, "go test"); err != nil && !errors.Is(err, profile.ErrNothing) {
		return nil, nil, err
	}
	return set, res, nil
}

func readProfile(set *profile.Set, name, source string) error {
	f, err := os.Open(name)
	if errors.Is(err, os.ErrNotExist) {
		return nil // nothing was left
	}
	if err != nil {
		return err
	}
	defer f.Close()
	return set.Read(f, source)
}

// writeOverlay writes the overlay, with the user's in it, and returns its name, and what
// replaces which file.
func writeOverlay(opts Options, dir string) (name string, replace map[string]string, err error) {
	var content struct{ Replace map[string]string }
	if opts.Overlay != "" {
		data, err := os.ReadFile(opts.Overlay)
		if err == nil {
			err = json.Unmarshal(data, &content)
		}
		if err != nil {
			return "", nil, fmt.Errorf("the overlay in GOFLAGS: %w", err)
		}
	}
	replace, err = overlay(opts.Packages, dir, content.Replace)
	if err != nil {
		return "", nil, err
	}
	for from, to := range content.Replace {
		if replace[from] == "" {
			replace[from] = to
		}
	}
	data, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", nil, err
	}
	name = filepath.Join(dir, "overlay.json")
	return name, replace, os.WriteFile(name, data, 0o600)
}
