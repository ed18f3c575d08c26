package summary

import (
	"fmt"
	"reflect"
	"strings"
)

// Files is what a function does to the files and descriptors that it is given
// or returns, as a fact about it. Parameters are counted from 0, the receiver
// first; the lists are sorted.
type Files struct {
	Dups     []int // results that are the File of a connection that the caller can still reach
	Fds      []int // parameters, *os.File, that are left blocking because Fd is called on them
	Nonblock []int // parameters, *os.File or number, whose open file description is made nonblocking
	Clears   []int // parameters, numbers, whose open file description is made blocking
	Closes   []int // parameters, files, connections or listeners, that are closed on every path
	Fresh    []int // results, files, connections or listeners, that nobody else has
	Pollable []int // results, files, that are new pipes or devices
	Blocked  []int // results, pipes or devices, that are left blocking because Fd is called on them
	Waiting  []int // results, devices from which a Read may wait as long as others please
	Borrows  []int // parameters, files, connections or listeners, that nobody keeps after the call

	// Blocks are the parameters, interfaces, that are left blocking because Fd is called on
	// their File; Hands are those, connections and listeners, that are because a child gets it.
	Blocks []int
	Hands  []int

	// Deadlines are the parameters, *os.File, on which a deadline is set.
	Deadlines []int

	// Held are the parameters whose number is kept after the call: integers, and
	// owners of a descriptor that are not kept themselves.
	Held []int

	// Locked are the parameters, integers and files that are not kept, to whose
	// descriptor a lock or the like is tied, which ends when it is closed.
	Locked []Tie

	// Holding are the results, files that nobody else has or structs with one, to whose
	// descriptor a lock or the like is tied.
	Holding []Tie

	// Guards are the parameters, structs that are not kept, in which a new file with a lock or
	// the like is left.
	Guards []Tie

	// Adopts are the parameters, integers, of whose descriptor a file is made on every
	// path; Shuts are those whose descriptor is closed by number.
	Adopts []int
	Shuts  []int

	// Inherits are the constant numbers of descriptors of which a file is made on every
	// path.
	Inherits []int

	// Asks are the parameters, integers, with whose descriptor something is done at once:
	// the number goes to a system call.
	Asks []int

	// Released are the parameters, integers, that are taken out of a map or of what
	// the kernel watches.
	Released []int

	// Controls are the parameters whose number is kept if another one says so.
	Controls []Control

	// Numbers are the results that are, or hold, the number of a parameter.
	Numbers []Pair
}

// known reports whether there is anything to tell.
func (f *Files) Known() bool { return !reflect.ValueOf(*f).IsZero() }

// A Control is a number that is registered with the kernel or taken out again, as
// another parameter says: the operation of epoll_ctl(2).
type Control struct{ Number, Op int }

// A Tie is a state of the kernel, such as a lock, that is tied to the descriptor of a
// parameter or result.
type Tie struct {
	Index int
	State string
}

// A Pair is a result that has something of a parameter.
type Pair struct{ Result, Param int }

func (*Files) AFact() {}

func (f *Files) String() string {
	var parts []string
	for _, list := range []struct {
		name string
		of   []int
	}{
		{"dups", f.Dups}, {"fds", f.Fds}, {"nonblock", f.Nonblock}, {"clears", f.Clears}, {"closes", f.Closes}, {"fresh", f.Fresh},
		{"pollable", f.Pollable}, {"blocked", f.Blocked}, {"borrows", f.Borrows}, {"deadlines", f.Deadlines}, {"held", f.Held}, {"released", f.Released},
		{"adopts", f.Adopts}, {"shuts", f.Shuts}, {"inherits", f.Inherits}, {"waiting", f.Waiting}, {"asks", f.Asks}, {"blocks", f.Blocks}, {"hands", f.Hands},
	} {
		if len(list.of) > 0 {
			parts = append(parts, fmt.Sprint(list.name, ":", list.of))
		}
	}
	for _, c := range f.Controls {
		parts = append(parts, fmt.Sprintf("held:%d by:%d", c.Number, c.Op))
	}
	for _, tie := range f.Locked {
		parts = append(parts, fmt.Sprintf("%s:%d", tie.State, tie.Index))
	}
	for _, tie := range f.Guards {
		parts = append(parts, fmt.Sprintf("guard %s:%d", tie.State, tie.Index))
	}
	for _, tie := range f.Holding {
		parts = append(parts, fmt.Sprintf("holding %s:%d", tie.State, tie.Index))
	}
	for _, p := range f.Numbers {
		parts = append(parts, fmt.Sprintf("number:%d of:%d", p.Result, p.Param))
	}
	return "files(" + strings.Join(parts, " ") + ")"
}
