//go:build linux

package before

import (
	"os"
	"os/exec"
	"syscall"
)

// nao1215/atago#375: a method of whatever name closes the master, and waits for who reads it.
type drain struct {
	master *os.File
	done   chan struct{}
}

func startDrain() (*drain, error) {
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, master.Fd(), syscall.TIOCSPTLCK, 0); errno != 0 { // want `^Fd makes master blocking: the Close of line 41 does not wake the Read of line 34; use master.SyscallConn\(\).Control$`
		return nil, errno
	}
	d := &drain{master, make(chan struct{})}
	go d.read()
	return d, nil
}

func (d *drain) read() {
	defer close(d.done)
	b := make([]byte, 512)
	for {
		if _, err := d.master.Read(b); err != nil {
			return
		}
	}
}

func (d *drain) wait() {
	d.master.Close()
	<-d.done
}

// The reader has ended before, or ends with the child, or is not waited for.
type calmDrain struct {
	master *os.File
	cmd    *exec.Cmd
	done   chan struct{}
}

func startCalmDrain(cmd *exec.Cmd) (*calmDrain, error) {
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, master.Fd(), syscall.TIOCSPTLCK, 0); errno != 0 {
		return nil, errno
	}
	d := &calmDrain{master, cmd, make(chan struct{})}
	go d.read()
	return d, nil
}

func (d *calmDrain) read() {
	defer close(d.done)
	b := make([]byte, 512)
	for {
		if _, err := d.master.Read(b); err != nil {
			return
		}
	}
}

func (d *calmDrain) end() {
	<-d.done
	d.master.Close()
}

func (d *calmDrain) endChild() error {
	err := d.cmd.Wait()
	d.master.Close()
	<-d.done
	return err
}

func (d *calmDrain) drop() { d.master.Close() }
