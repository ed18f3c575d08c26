// Command fixed starts itself again and collects garbage in the child.
package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
)

func main() {
	if os.Getenv("CHILD") != "" {
		runtime.GC()
		return
	}
	self, err := os.Executable()
	if err != nil {
		panic(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), "CHILD=1")
	if err := cmd.Run(); err != nil {
		panic(err)
	}
	fmt.Println("the child has ended")
}
