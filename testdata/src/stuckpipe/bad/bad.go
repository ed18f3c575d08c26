package bad

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
)

// What a process writes goes to the log, line by line: Wait closes the process's end only.
type runner struct{ log func(string) }

func (r *runner) lines() io.WriteCloser {
	pr, pw := io.Pipe()
	go func() {
		br := bufio.NewReader(pr)
		for {
			line, err := br.ReadString('\n') // want `^goroutine blocks forever reading, since nobody closes the writer of the pipe of line 17; close it when all is written$`
			if err != nil {
				return
			}
			r.log(line)
		}
	}()
	return pw
}

func (r *runner) run(name string, args ...string) error {
	cmd := exec.Command(name, args...)
	w := r.lines()
	cmd.Stdout, cmd.Stderr = w, w
	return cmd.Run()
}

// The scanner's loop ends with its input.
func scans(words ...string) {
	r, w := io.Pipe()
	go func() {
		for s := bufio.NewScanner(r); s.Scan(); { // want `^goroutine blocks forever reading, since nobody closes the writer of the pipe of line 40; close it when all is written$`
			println(s.Text())
		}
	}()
	for _, word := range words {
		io.WriteString(w, word+"\n")
	}
}

// A wrapper is closed, and the pipe is not.
func collects(v any) {
	r, w := io.Pipe()
	done := make(chan string)
	go func() {
		all, _ := io.ReadAll(r) // want `^goroutine blocks forever reading, since nobody closes the writer of the pipe of line 53; close it when all is written$`
		done <- string(all)
	}()
	json.NewEncoder(w).Encode(v)
	<-done
}

// Decode stops at the first error.
func decodes(text string) error {
	r, w := io.Pipe()
	go func() {
		_, err := io.Copy(w, strings.NewReader(text)) // want `^goroutine blocks forever writing to the pipe of line 65, since what reads may stop early at line 71; close the reader then$`
		w.CloseWithError(err)
	}()
	var v map[string]any
	return json.NewDecoder(r).Decode(&v)
}

// A helper returns at a bad record.
func records(r io.Reader) error {
	in := csv.NewReader(r)
	for {
		record, err := in.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil || len(record) != 2 {
			return errors.New("a bad record")
		}
	}
}

func imports(lines []string) error {
	r, w := io.Pipe()
	go func() {
		defer w.Close()
		for _, line := range lines {
			if _, err := io.WriteString(w, line); err != nil { // want `^goroutine blocks forever writing to the pipe of line 89, since what reads may stop early at line 78; close the reader then$`
				return
			}
		}
	}()
	return records(r)
}

// The loop looks for one line.
func finds(text, line string) bool {
	r, w := io.Pipe()
	go func() {
		defer w.Close()
		io.WriteString(w, text) // want `^goroutine blocks forever writing to the pipe of line 103, since what reads may stop early at line 108; close the reader then$`
	}()
	for s := bufio.NewScanner(r); s.Scan(); {
		if s.Text() == line {
			return true
		}
	}
	return false
}

// A process that fails reads no more of its input.
func feeds(name, input string) error {
	r, w := io.Pipe()
	go func() {
		defer w.Close()
		for range 100 {
			io.WriteString(w, input) // want `^goroutine blocks forever writing to the pipe of line 118, since what reads may stop early at line 126; close the reader then$`
		}
	}()
	cmd := exec.Command(name)
	cmd.Stdin = r
	return cmd.Run()
}

// Nobody reads.
func mute() {
	_, w := io.Pipe()
	go func() {
		io.WriteString(w, "a") // want `^goroutine blocks forever writing to the pipe of line 132, since nobody reads from it; read it to its end, or close it$`
	}()
}
