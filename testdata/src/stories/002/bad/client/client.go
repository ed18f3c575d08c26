// Package client puts a server under load.
package client

import (
	"fmt"
	"net"
	"time"
)

const patience = time.Second

// Ask connects, sends a frame, and returns the answer.
func Ask(addr, frame string) (string, error) {
	conn, err := net.DialTimeout("tcp", addr, patience)
	if err != nil {
		return "", fmt.Errorf("error connecting: %w", err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(patience))
	if _, err := conn.Write([]byte(frame)); err != nil {
		return "", err
	}
	buf := make([]byte, 1024)
	n, err := conn.Read(buf)
	return string(buf[:n]), err
}

// Load sends many frames, each in a connection of its own.
func Load(addr string, frames int) error {
	for i := range frames {
		frame := fmt.Sprint("frame ", i)
		answer, err := Ask(addr, frame)
		if err != nil {
			return fmt.Errorf("%s: %w", frame, err)
		}
		if want := "receive success: " + frame; answer != want {
			return fmt.Errorf("%s: the answer is %q", frame, answer)
		}
	}
	return nil
}

// Stop tells the server to stop.
func Stop(addr string) error {
	conn, err := net.DialTimeout("tcp", addr, patience)
	if err != nil {
		return fmt.Errorf("error connecting: %w", err)
	}
	defer conn.Close()
	_, err = conn.Write([]byte("stop"))
	return err
}
