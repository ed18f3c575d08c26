package evidence

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/gopitfalls/gopitfalls/internal/profile"
)

// maxRedirects is how often a server may send us elsewhere on itself.
const maxRedirects = 5

// Read reads a source and adds it to the set: a file, which may be a pipe, "-" for
// standard input, or a URL of http or https. A URL that is answered with an error, or with
// a redirect to another host, is an error, as is an answer that takes longer than the
// timeout. Where the source does not tell its time, that of the file is taken, or now.
func Read(ctx context.Context, set *profile.Set, name string, stdin io.Reader, timeout time.Duration) error {
	known := len(set.Snapshots)
	read := readFile
	shown := name
	switch {
	case name == "-":
		read = func(context.Context, *profile.Set, string) (time.Time, error) {
			return time.Now(), set.Read(stdin, "standard input")
		}
		shown = "standard input"
	case isURL(name):
		var stop context.CancelFunc
		ctx, stop = context.WithTimeout(ctx, timeout)
		defer stop()
		read = readURL
		shown = Redacted(name)
	}
	when, err := read(ctx, set, name)
	if err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		err = errors.New("the answer takes too long")
	}
	if err != nil {
		return fmt.Errorf("%s: %w", shown, err)
	}
	for _, snap := range set.Snapshots[known:] {
		if snap.Time.IsZero() {
			snap.Time = when
		}
	}
	return nil
}

// Redacted returns the name of a source without the password that may be in it. That is
// what its snapshots call it.
func Redacted(name string) string {
	if name == "-" {
		return "standard input"
	}
	if isURL(name) {
		if u, err := url.Parse(name); err == nil {
			return u.Redacted()
		}
	}
	return name
}

func isURL(name string) bool {
	return strings.HasPrefix(name, "http://") || strings.HasPrefix(name, "https://")
}

func readFile(_ context.Context, set *profile.Set, name string) (time.Time, error) {
	f, err := os.Open(name)
	if err != nil {
		return time.Time{}, bare(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return time.Time{}, bare(err)
	}
	if info.IsDir() {
		return time.Time{}, errors.New("is a folder")
	}
	return info.ModTime(), bare(set.Read(f, name))
}

// bare removes the name of the file from an error.
func bare(err error) error {
	if perr, ok := errors.AsType[*os.PathError](err); ok {
		return perr.Err
	}
	return err
}

func readURL(ctx context.Context, set *profile.Set, name string) (time.Time, error) {
	first, err := url.Parse(name)
	if err != nil {
		return time.Time{}, errors.New("it is no URL")
	}
	client := &http.Client{CheckRedirect: func(req *http.Request, via []*http.Request) error {
		if req.URL.Host != first.Host || req.URL.Scheme != first.Scheme {
			return fmt.Errorf("it redirects to another host, %s", req.URL.Host)
		}
		if len(via) >= maxRedirects {
			return errors.New("it redirects too often")
		}
		return nil
	}}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, name, http.NoBody)
	if err != nil {
		return time.Time{}, errors.New("it is no URL")
	}
	resp, err := client.Do(req)
	if err != nil {
		return time.Time{}, reason(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(resp.Body, 200)) // as far as it comes
		line, _, _ := strings.Cut(strings.TrimSpace(string(text)), "\n")
		return time.Time{}, fmt.Errorf("the answer is %s: %s", resp.Status, line)
	}
	return time.Now(), reason(set.Read(resp.Body, first.Redacted()))
}

// reason removes the URL, which is told already and may have a password, from an error.
func reason(err error) error {
	if uerr, ok := errors.AsType[*url.Error](err); ok {
		return uerr.Err
	}
	return err
}
