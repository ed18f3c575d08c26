package evidence_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gopitfalls/gopitfalls/internal/driver/evidence"
	"github.com/gopitfalls/gopitfalls/internal/profile"
)

const oneGoroutine = "goroutine 5 [chan send]:\nmain.send(0x1)\n\t/m/main.go:4 +0x1\n"

func answer(w io.Writer) {
	_, _ = io.WriteString(w, oneGoroutine) // the client sees what is missing
}

func TestRead(t *testing.T) {
	asked := false
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	defer other.Close()
	release := make(chan struct{})
	mux := http.NewServeMux()
	mux.HandleFunc("/goroutine", func(w http.ResponseWriter, _ *http.Request) { answer(w) })
	mux.HandleFunc("/here", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/goroutine", http.StatusFound) })
	mux.HandleFunc("/away", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL, http.StatusFound) })
	mux.HandleFunc("/loop", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/loop", http.StatusFound) })
	mux.HandleFunc("/never", func(http.ResponseWriter, *http.Request) { <-release })
	mux.HandleFunc("/slow", func(w http.ResponseWriter, _ *http.Request) {
		answer(w)
		w.(http.Flusher).Flush()
		<-release
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	defer close(release)
	dir := t.TempDir()
	file := filepath.Join(dir, "dump")
	if err := os.WriteFile(file, []byte(oneGoroutine), 0o666); err != nil {
		t.Fatal(err)
	}
	withPassword := strings.Replace(server.URL, "http://", "http://user:secret@", 1)
	for name, want := range map[string]string{
		file:                        "",
		"-":                         "",
		server.URL + "/goroutine":   "",
		server.URL + "/here":        "",
		withPassword + "/goroutine": "",
		server.URL + "/away":        "it redirects to another host, 127.0.0.1:",
		server.URL + "/loop":        "it redirects too often",
		server.URL + "/never":       "the answer takes too long",
		server.URL + "/slow":        "the answer takes too long",
		withPassword + "/none":      "the answer is 404 Not Found: 404 page not found",
		"http://127.0.0.1:1/":       "dial tcp 127.0.0.1:1: connect: connection refused",
		"http://[::1":               "it is no URL",
		dir:                         "is a folder",
		filepath.Join(dir, "none"):  "no such file or directory",
	} {
		timeout := time.Minute
		if strings.Contains(want, "too long") {
			timeout = time.Second / 5
		}
		set := profile.NewSet()
		err := evidence.Read(t.Context(), set, name, strings.NewReader(oneGoroutine), timeout)
		if want == "" {
			if err != nil || len(set.Snapshots) != 1 || set.Snapshots[0].Source != evidence.Redacted(name) || set.Snapshots[0].Time.IsZero() {
				t.Errorf("%s: %v, %v", name, err, set.Snapshots)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
	if asked {
		t.Error("another host was asked")
	}
}
