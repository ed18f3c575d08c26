package ok

import (
	"os"
	"os/exec"
)

// The remedies: exec follows at once, in code that package syscall takes care of.

func startAgain() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.Command(self, "-daemon")
	cmd.Env = append(os.Environ(), "DAEMON=1")
	return cmd.Start()
}

func startProcess(argv []string) error {
	p, err := os.StartProcess(argv[0], argv, &os.ProcAttr{})
	if err != nil {
		return err
	}
	return p.Release()
}

// Other things are called fork.

type repository struct{ forks []*repository }

func (r *repository) Fork() *repository {
	f := new(repository)
	r.forks = append(r.forks, f)
	return f
}

func fork(r *repository) *repository { return r.Fork() }

func daemon() { fork(new(repository)) }
