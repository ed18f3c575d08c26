// A function returns its file beside the number; the caller closes it in the end.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// openState checks the header of a file and returns it with its descriptor.
func openState(name string) (f *os.File, fd int, err error) {
	f, err = os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return nil, -1, err
	}
	header := make([]byte, 5)
	if _, err := f.Read(header); err != nil {
		f.Close()
		return nil, -1, err
	}
	if string(header) != "state" {
		f.Close()
		return nil, -1, fmt.Errorf("%s: no state but %q", name, header)
	}
	return f, int(f.Fd()), nil
}

func main() {
	dir, err := os.MkdirTemp("", "state")
	must(err)
	lost := work(dir)
	must(os.RemoveAll(dir))
	if lost != "" {
		fmt.Println("descriptor lost:", lost)
		os.Exit(1)
	}
	fmt.Println("descriptor alive")
}

// work changes the state, and looks whether another file is as it was.
func work(dir string) (lost string) {
	state, data := filepath.Join(dir, "state"), filepath.Join(dir, "data")
	must(os.WriteFile(state, []byte("state: one\n"), 0o600))
	must(os.WriteFile(data, []byte("money: 100\n"), 0o600))

	owner, fd, err := openState(state)
	must(err)
	defer owner.Close()
	f, err := os.OpenFile(data, os.O_RDWR, 0)
	must(err)
	defer f.Close()

	if _, err := syscall.Pwrite(fd, []byte("state: two\n"), 0); err != nil {
		return err.Error()
	}
	if text := read(data); text != "money: 100\n" {
		return fmt.Sprintf("data has become %q", text)
	}
	if text := read(state); text != "state: two\n" {
		return fmt.Sprintf("the state is still %q", text)
	}
	return ""
}

func read(name string) string {
	text, err := os.ReadFile(name)
	must(err)
	return string(text)
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
