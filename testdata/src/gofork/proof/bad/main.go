//go:build linux && amd64

// Command bad forks and collects garbage in the child.
package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"syscall"
	"time"
)

func main() {
	runtime.GOMAXPROCS(4) // with one, a collection can do without other threads
	work()
	pid, _, errno := syscall.RawSyscall(syscall.SYS_FORK, 0, 0, 0) // want `^the child of fork has lost the Go runtime's other threads`
	if errno != 0 {
		panic(errno)
	}
	if pid == 0 {
		runtime.GC()
		os.Exit(0)
	}
	for range 20 {
		time.Sleep(50 * time.Millisecond)
		if ended, _ := syscall.Wait4(int(pid), nil, syscall.WNOHANG, nil); ended == int(pid) {
			fmt.Println("the child has ended")
			return
		}
	}
	fmt.Println("the child hangs")
	syscall.Kill(int(pid), syscall.SIGKILL)
	syscall.Wait4(int(pid), nil, 0, nil)
}

// work gives the runtime some threads, as any real program has.
func work() {
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { time.Sleep(time.Millisecond) })
	}
	wg.Wait()
}
