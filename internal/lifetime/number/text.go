package number

import (
	"go/constant"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/flow"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// written follows a number into text that names its descriptor, and reports whether a
// call writes numbers: a path such as /proc/self/fd/7 is the number once more. Of other
// text nobody can tell whether a program reads it.
//
//	t3 = fmt.Sprintf("/proc/self/fd/%d", t2...)
//	t4 = strconv.Itoa(t1)
//	t5 = "/dev/fd/" + t4
func (t *tracker) written(site ssa.CallInstruction, by via) bool {
	call, ok := site.(*ssa.Call)
	if !ok {
		return false
	}
	fn := callee.Of(&call.Call)
	switch {
	case model.Has(fn, model.Formats):
		if namesDescriptor(call.Call.Args[0]) {
			t.follow(call, via{closure: by.closure})
		}
		return true
	case model.Has(fn, model.Digits):
		for _, u := range t.LocalUses(call) {
			if concat, ok := u.Instr.(*ssa.BinOp); ok && concat.Y == u.Value && namesDescriptor(concat.X) {
				t.follow(concat, via{closure: by.closure})
			}
		}
		return true
	}
	return false
}

// namesDescriptor reports whether a text begins the name of a descriptor in a file
// system, as far as it is constant.
func namesDescriptor(text ssa.Value) bool {
	name := ""
	for range maxPath {
		switch x := flow.Unconverted(text).(type) {
		case *ssa.BinOp:
			if c, ok := x.Y.(*ssa.Const); ok {
				name = stringOf(c) + name
			}
			text = x.X
			continue
		case *ssa.Const:
			name = stringOf(x) + name
		}
		break
	}
	return strings.HasPrefix(name, "/") && strings.Contains(name, "/fd/")
}

func stringOf(c *ssa.Const) string {
	if c.Value == nil || c.Value.Kind() != constant.String {
		return ""
	}
	return constant.StringVal(c.Value)
}
