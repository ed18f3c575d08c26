// A child is told the number that a file has there.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
)

func main() {
	if len(os.Args) > 1 {
		look(os.Args[1])
	}
	first, err := os.Open(os.DevNull)
	must(err)
	defer first.Close()
	f, err := os.Open(os.Args[0])
	must(err)
	defer f.Close()
	cmd := exec.Command(os.Args[0])
	cmd.ExtraFiles = []*os.File{f}
	cmd.Args = append(cmd.Args, strconv.Itoa(2+len(cmd.ExtraFiles)))
	if err := cmd.Run(); err != nil {
		fmt.Println("descriptor lost:", err)
		os.Exit(1)
	}
	fmt.Println("descriptor alive")
}

// look ends the process: with an error, if the number is not that of this program.
func look(number string) {
	fd, err := strconv.Atoi(number)
	must(err)
	there, err := os.NewFile(uintptr(fd), "inherited").Stat()
	if err != nil {
		os.Exit(1)
	}
	here, err := os.Stat(os.Args[0])
	must(err)
	if !os.SameFile(here, there) {
		os.Exit(1)
	}
	os.Exit(0)
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
