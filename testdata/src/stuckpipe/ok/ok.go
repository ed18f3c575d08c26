package ok

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"os"
	"os/exec"
	"strings"
)

// All is read, or reading fails.
func reads(text string) string {
	r, w := io.Pipe()
	go func() {
		_, err := io.Copy(w, strings.NewReader(text))
		w.CloseWithError(err)
	}()
	all, _ := io.ReadAll(r)
	return string(all)
}

// The sum of what is written cannot fail.
func sums(text string) []byte {
	r, w := io.Pipe()
	go func() {
		defer w.Close()
		io.WriteString(w, text)
	}()
	h := sha256.New()
	io.Copy(h, r)
	var b bytes.Buffer
	b.ReadFrom(r)
	return h.Sum(b.Bytes())
}

// The reader is closed on all ways out.
func decodes(text string) error {
	r, w := io.Pipe()
	defer r.Close()
	go func() {
		_, err := io.Copy(w, strings.NewReader(text))
		w.CloseWithError(err)
	}()
	var v map[string]any
	return json.NewDecoder(r).Decode(&v)
}

// What is left is thrown away.
func skips(text string) error {
	r, w := io.Pipe()
	go func() {
		_, err := io.Copy(w, strings.NewReader(text))
		w.CloseWithError(err)
	}()
	var v map[string]any
	err := json.NewDecoder(r).Decode(&v)
	io.Copy(io.Discard, r)
	return err
}

// The transport closes the body of a request.
func posts(ctx context.Context, url string, v any) error {
	r, w := io.Pipe()
	go func() {
		w.CloseWithError(json.NewEncoder(w).Encode(v))
	}()
	req, err := http.NewRequestWithContext(ctx, "POST", url, r)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// The parent ends the write.
func ended(text string) error {
	r, w := io.Pipe()
	defer w.Close()
	go func() {
		io.WriteString(w, text)
	}()
	var v any
	return json.NewDecoder(r).Decode(&v)
}

// The lines of a process, with an end.
func lines(log func(string)) io.WriteCloser {
	r, w := io.Pipe()
	go func() {
		for s := bufio.NewScanner(r); s.Scan(); {
			log(s.Text())
		}
		r.CloseWithError(io.ErrUnexpectedEOF)
	}()
	return w
}

func runs(name string) error {
	cmd := exec.Command(name)
	w := lines(func(s string) { println(s) })
	defer w.Close()
	cmd.Stdout = w
	return cmd.Run()
}

// Callers have the reader.
func opens(text string) io.ReadCloser {
	r, w := io.Pipe()
	go func() {
		_, err := io.WriteString(w, text)
		w.CloseWithError(err)
	}()
	return r
}

// So has the object.
type upload struct {
	body io.ReadCloser
	w    *io.PipeWriter
}

func (u *upload) start(text string) {
	u.body, u.w = io.Pipe()
	go io.WriteString(u.w, text)
}

// Functions that are not seen may close what they are given.
type store interface {
	Put(name string, r io.Reader) error
}

func puts(s store, text string) error {
	r, w := io.Pipe()
	go func() {
		io.WriteString(w, text)
		w.Close()
	}()
	return s.Put("a", r)
}

// A log is there for good.
func logs() {
	r, w := io.Pipe()
	log.SetOutput(w)
	go func() {
		for s := bufio.NewScanner(r); s.Scan(); {
			os.Stdout.WriteString(s.Text())
		}
	}()
}

// The reader waits for one line only, and both are one goroutine's.
func answers(line string) string {
	r, w := io.Pipe()
	go io.WriteString(w, line+"\n")
	s, _ := bufio.NewReader(r).ReadString('\n')
	r.Close()
	return s
}

// A marker ends what is read: the writer stays open.
func marked(words []string) {
	r, w := io.Pipe()
	go func() {
		br := bufio.NewReader(r)
		for {
			line, err := br.ReadString('\n')
			if err != nil || line == "end\n" {
				return
			}
		}
	}()
	for _, word := range words {
		io.WriteString(w, word+"\n")
	}
	io.WriteString(w, "end\n")
}

// Whoever cannot print has other worries.
func prints(text string) {
	r, w := io.Pipe()
	go func() {
		io.WriteString(w, text)
		w.Close()
	}()
	io.Copy(os.Stdout, r)
}
