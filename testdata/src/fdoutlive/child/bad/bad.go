// Package bad tells children numbers that are those of this process.
package bad

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
)

func start(bin string) (*os.File, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(bin, "--fd", fmt.Sprint(r.Fd())) // want `the child is told the number of r in this process: there it is closed on exec`
	cmd.ExtraFiles = []*os.File{r}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return w, r.Close()
}

func startByArgs(ctx context.Context, bin, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	cmd := exec.CommandContext(ctx, bin)
	fd := int(f.Fd()) // want `the child is told the number of f in this process`
	cmd.Args = append(cmd.Args, "-conf=/dev/fd/"+strconv.Itoa(fd))
	return cmd.Run()
}

func startByEnvironment(bin string, l *net.TCPListener) error {
	f, err := l.File()
	if err != nil {
		return err
	}
	defer f.Close()
	defer l.Close()
	env := os.Environ()
	env = append(env, fmt.Sprintf("LISTEN_FD=%d", f.Fd())) // want `the child is told the number of f in this process`
	cmd := exec.Command(bin)
	cmd.Env = env
	cmd.ExtraFiles = append(cmd.ExtraFiles, f)
	return cmd.Run()
}
