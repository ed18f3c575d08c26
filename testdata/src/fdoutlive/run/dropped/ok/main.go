// A journal has its file beside the number.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
)

type journal struct {
	file  *os.File
	fd    int
	lines int
}

func openJournal(name string) (*journal, error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	j := &journal{file: f}
	j.fd = int(f.Fd())
	return j, nil
}

func (j *journal) add(line string) error {
	j.lines++
	_, err := syscall.Write(j.fd, fmt.Appendf(nil, "%d %s\n", j.lines, line))
	return err
}

func main() {
	dir, err := os.MkdirTemp("", "journal")
	must(err)
	lost := work(dir)
	must(os.RemoveAll(dir))
	if lost != "" {
		fmt.Println("descriptor lost:", lost)
		os.Exit(1)
	}
	fmt.Println("descriptor alive")
}

// work writes two lines, with some work in between, and tells what became of the
// second.
func work(dir string) (lost string) {
	name := filepath.Join(dir, "journal")
	j, err := openJournal(name)
	must(err)
	defer j.file.Close()
	must(j.add("begin"))

	collect()
	data := make([]*os.File, 4)
	for i := range data {
		data[i], err = os.Create(filepath.Join(dir, fmt.Sprint("data", i)))
		must(err)
		defer data[i].Close()
	}

	if err := j.add("end"); err != nil {
		return err.Error()
	}
	if read(name) == "1 begin\n2 end\n" {
		return ""
	}
	for _, f := range data {
		if strings.Contains(read(f.Name()), "end") {
			return "the last line is in " + filepath.Base(f.Name())
		}
	}
	return "the last line is nowhere"
}

func read(name string) string {
	text, err := os.ReadFile(name)
	must(err)
	return string(text)
}

// collect lets the garbage collector find and close what nobody has: each time until it
// has done so with something that was dropped later.
func collect() {
	for range 3 {
		found := make(chan struct{})
		runtime.AddCleanup(&struct{ next *int }{}, func(found chan struct{}) { close(found) }, found)
		runtime.GC()
		<-found
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
