//go:build unix

package after

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
)

// hanwen/go-fuse#570.
func mountByChild(point string) (int, error) {
	f, err := os.OpenFile("/dev/fuse", os.O_RDWR, 0)
	if err != nil {
		return -1, err
	}
	defer f.Close()
	cmd := exec.Command("mount_fusefs", "3", point)
	cmd.ExtraFiles = []*os.File{f}
	if err := cmd.Run(); err != nil {
		return -1, err
	}
	return syscall.Dup(int(f.Fd()))
}

// The command lives on, or others have it.
type child struct {
	cmd *exec.Cmd
	fd  int
}

func startChild(name string) (*child, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(name)
	cmd.ExtraFiles = []*os.File{f}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return &child{cmd, int(f.Fd())}, nil
}

func watchChild(name string, use func(fd int) bool) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	cmd := exec.Command(name)
	cmd.ExtraFiles = []*os.File{f}
	if err := cmd.Start(); err != nil {
		return err
	}
	for fd := int(f.Fd()); use(fd); {
		syscall.Write(fd, []byte("x"))
	}
	return cmd.Wait()
}

// hanwen/go-fuse#115.
var mounts []*os.File

func mountBySocket(point string) (f *os.File, err error) {
	local, err := os.Open(point)
	if err != nil {
		return
	}
	defer local.Close()
	fd, err := syscall.Dup(int(local.Fd()))
	if err != nil {
		return nil, err
	}
	return os.NewFile(uintptr(fd), "/dev/fuse"), nil
}

// A file that others have, too.
func mountShared(point string) (f *os.File, err error) {
	if point == "" {
		return
	}
	defer fmt.Println(point)
	f = mounts[0]
	return f, nil
}

func mountKept(point string) (f *os.File, err error) {
	local, err := os.Open(point)
	if err != nil {
		return
	}
	defer func() { mounts = append(mounts, f) }()
	return local, nil
}

type mounted struct {
	fd   int
	file *os.File
}

func newMounted(point string) (*mounted, error) {
	f, err := mountBySocket(point)
	if err != nil {
		return nil, err
	}
	return &mounted{int(f.Fd()), f}, nil
}

func sharedMounted(point string) (*mounted, error) {
	f, err := mountShared(point)
	if err != nil {
		return nil, err
	}
	return &mounted{fd: int(f.Fd())}, nil
}

func keptMounted(point string) (*mounted, error) {
	f, err := mountKept(point)
	if err != nil {
		return nil, err
	}
	return &mounted{fd: int(f.Fd())}, nil
}

// filecoin-project/filecoin-ffi#84.
var generate func(fd int32, size uint64) error

func generateOf(path string, size uint64) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	fd := f.Fd()
	err = generate(int32(fd), size)
	runtime.KeepAlive(f)
	return err
}

// What follows only tells of the number, is done with a duplicate, or is followed by the file itself.
func generateTold(path string, size uint64) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	fd := f.Fd()
	err = generate(int32(fd), size)
	runtime.KeepAlive(f)
	return fmt.Errorf("generate %d: %w", fd, err)
}

func generateCopy(path string, size uint64) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	fd, err := syscall.Dup(int(f.Fd()))
	runtime.KeepAlive(f)
	if err != nil {
		return err
	}
	defer syscall.Close(fd)
	return generate(int32(fd), size)
}

func generateTwice(path string, size uint64) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	fd := f.Fd()
	runtime.KeepAlive(f)
	return generate(int32(fd), size)
}
