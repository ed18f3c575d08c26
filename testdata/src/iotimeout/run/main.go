// A program in which waits have no limit, beside twins that have one. Each twin begins later
// and is done before, since nobody answers.
package main

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"time"
)

const limit = 100 * time.Millisecond

func get(url string) {
	go func() {
		http.Get(url) // want `http.Get waits for ever in a goroutine`
		panic("an answer")
	}()
}

func getWithin(url string) error {
	resp, err := (&http.Client{Timeout: limit}).Get(url)
	if err == nil {
		err = resp.Body.Close()
	}
	return err
}

func output(ctx context.Context) ([]byte, error) {
	return exec.CommandContext(ctx, "sh", "-c", "sleep 5; true").Output() // want `set WaitDelay`
}

func outputWithin(ctx context.Context) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "sh", "-c", "sleep 5; true")
	cmd.WaitDelay = limit
	return cmd.Output()
}

// lost waits for a command whose output a goroutine has not read yet.
func lost(later <-chan struct{}, got chan<- error) error {
	cmd := exec.Command("echo", "text")
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() {
		<-later
		_, err := bufio.NewReader(stdout).ReadString('\n')
		got <- err
	}()
	return cmd.Wait() // want `closes a pipe that a goroutine may still read`
}

func kept() error {
	cmd := exec.Command("echo", "text")
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	got := make(chan error)
	go func() {
		_, err := bufio.NewReader(stdout).ReadString('\n')
		got <- err
	}()
	if err := <-got; err != nil {
		return err
	}
	return cmd.Wait()
}

func read(conn net.Conn) {
	bufio.NewReader(conn).ReadString('\n')
	panic("a line")
}

func readWithin(conn net.Conn) error {
	if err := conn.SetReadDeadline(time.Now().Add(limit)); err != nil {
		return err
	}
	_, err := bufio.NewReader(conn).ReadString('\n')
	return err
}

// accept returns a connection whose other side is silent.
func accept(ln net.Listener) net.Conn {
	silent, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		panic(err)
	}
	silence = append(silence, silent)
	conn, err := ln.Accept()
	if err != nil {
		panic(err)
	}
	return conn
}

var silence []net.Conn

func main() {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go read(accept(ln))
	fmt.Println("conn:", readWithin(accept(ln)))

	url := "http://" + ln.Addr().String() // nobody accepts any more
	get(url)
	fmt.Println("request:", getWithin(url))

	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	done := make(chan struct{})
	go func() {
		output(ctx)
		close(done)
	}()
	_, err = outputWithin(ctx)
	select {
	case <-done:
		panic("the shell's child has gone")
	default:
	}
	fmt.Println("output:", err)

	later, got := make(chan struct{}), make(chan error)
	if err := lost(later, got); err != nil {
		panic(err)
	}
	close(later)
	if err := <-got; err == nil {
		panic("the output")
	}
	if err := kept(); err != nil {
		panic(err)
	}
	fmt.Println("all went as told")
}
