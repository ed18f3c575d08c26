//go:build unix

package before

import (
	"os"
	"os/exec"
	"runtime"
	"syscall"
)

// hanwen/go-fuse#570: a child that has ended has been given the file, and the number is returned.
func mountByChild(point string) (int, error) {
	f, err := os.OpenFile("/dev/fuse", os.O_RDWR, 0)
	if err != nil {
		return -1, err
	}
	cmd := exec.Command("mount_fusefs", "3", point)
	cmd.ExtraFiles = []*os.File{f}
	if err := cmd.Run(); err != nil {
		f.Close()
		return -1, err
	}
	return int(f.Fd()), nil // want `^int\(f.Fd\(\)\) is returned but its owner f dies at line 24`
}

// hanwen/go-fuse#115: the file comes from a function with defers and bare returns.
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

type mounted struct{ fd int }

func newMounted(point string) (*mounted, error) {
	f, err := mountBySocket(point)
	if err != nil {
		return nil, err
	}
	m := new(mounted)
	m.fd = int(f.Fd()) // want `is stored in m.fd but its owner f dies at line 49`
	return m, nil
}

// filecoin-project/filecoin-ffi#84: the file is kept alive before the call that has its number.
var generate func(fd int32, size uint64) error

func generateOf(path string, size uint64) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	fd := f.Fd()
	runtime.KeepAlive(f)
	return generate(int32(fd), size) // want `^fd is used behind KeepAlive but its owner f dies at line 62: garbage collection closes the descriptor; return or keep f$`
}
