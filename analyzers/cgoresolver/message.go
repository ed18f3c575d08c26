package cgoresolver

import (
	"fmt"

	"github.com/gopitfalls/gopitfalls/internal/buildenv"
)

const (
	unpinnedMessage = "lookups may use cgo (RES_OPTIONS, nsswitch.conf): slow DNS holds a thread each, up to 500, that no context frees; add " + directive
	lateMessage     = "GODEBUG is set after a lookup, when the resolver is settled: lookups may still use cgo, a thread each; add " + directive
)

func misspeltMessage(pin buildenv.Pin) string {
	return fmt.Sprintf("%.30s chooses no resolver: lookups may still use cgo, a thread each that no context frees; write %s", pin.Text, pinned)
}
