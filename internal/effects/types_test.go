package effects

import (
	"fmt"
	"go/types"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

func (ts *Types) text(t types.Type) string {
	var list []string
	if ts.Reaches(t) {
		list = append(list, "reaches")
	}
	if ts.Holds(t) {
		list = append(list, "holds")
	}
	if ts.HoldsSync(t) {
		list = append(list, "sync")
	}
	return strings.Join(list, " ")
}

// TestTypes asks of single types, each of new Types and of some that know all.
func TestTypes(t *testing.T) {
	const everything = "reaches holds sync"
	tests := []struct{ decl, want string }{
		{"int", ""},
		{"string", ""},
		{"[]byte", ""},
		{"struct{}", ""},
		{"unsafe.Pointer", ""},
		{"map[string][4]*float64", ""},
		{"chan int", everything},
		{"<-chan int", everything},
		{"*chan int", everything},
		{"[]chan int", everything},
		{"[2]chan int", everything},
		{"map[chan int]bool", everything},
		{"map[string]chan int", everything},
		{"struct{ n int; c chan int }", everything},
		{"struct{ c chan int; n int }", everything},
		{"func()", everything},
		{"func(int)", "reaches"},
		{"func() int", "reaches"},
		{"func(chan int)", "reaches"},
		{"any", "reaches"},
		{"interface{ M() }", "reaches"},
		{"struct{ f func(int); c chan int }", everything},
		{"struct{ f func(int); mu sync.Mutex }", everything},
		{"error", ""},
		{"[]error", ""},
		{"interface{ error }", "reaches"},
		{"struct{ err error }", ""},
		{"sync.Mutex", everything},
		{"*sync.WaitGroup", everything},
		{"struct{ sync.RWMutex }", everything},
		{"context.Context", "reaches sync"},
		{"context.CancelFunc", everything},
		{"time.Time", ""},
		{"time.Duration", ""},
		{"*time.Timer", everything},
		{"*time.Ticker", everything},
		{"atomic.Int32", ""},
		{"atomic.Value", "reaches"},
		{"atomic.Pointer[int]", ""},
		{"atomic.Pointer[chan int]", everything},
		{"list[int]", ""},
		{"list[chan int]", everything},
		{"list[list[sync.Mutex]]", everything},
		{"alias", everything},
		{"listOf[chan int]", everything},
		{"listOf[int]", ""},
		{"named", everything},
		{"wrapped", everything},
		{"plain", ""},
	}
	var src strings.Builder
	src.WriteString(`package p
import ("context"; "sync"; "sync/atomic"; "time"; "unsafe")
var _ context.Context; var _ sync.Mutex; var _ atomic.Int32; var _ time.Time; var _ unsafe.Pointer
type list[E any] struct { next *list[E]; e E }
type listOf[E any] = []list[E]
type alias = chan int
type named chan int
type wrapped struct { plain; named }
type plain struct { n int; err error; self *plain }
`)
	for i, test := range tests {
		fmt.Fprintf(&src, "var v%d %s\n", i, test.decl)
	}
	pkg := checktest.Source(t, src.String()).Types
	scope := pkg.Scope()
	all := newTypes(pkg)
	for i := range tests {
		all.add(scope.Lookup(fmt.Sprint("v", i)).Type())
	}
	known := len(all.named)
	for i, test := range tests {
		typ := scope.Lookup(fmt.Sprint("v", i)).Type()
		if got := newTypes(pkg).text(typ); got != test.want {
			t.Errorf("%s: got %q, want %q", test.decl, got, test.want)
		}
		if got := all.text(typ); got != test.want {
			t.Errorf("%s, known: got %q, want %q", test.decl, got, test.want)
		}
		if n, ok := typ.(*types.Named); ok {
			if _, ok := all.named[n]; !ok {
				t.Errorf("%s is not known", test.decl)
			}
		}
	}
	if len(all.named) != known {
		t.Error("a question has changed what is known")
	}
}

// TestTuples has what a call of several results is: no memory.
func TestTuples(t *testing.T) {
	p := source(t, `
type T struct{ c chan int }
func f(t *T, c chan int, n int) (int, *T, chan int) { return n, t, c }
func g() (int, string) { return 1, "" }
`)
	if got := p.text(p.fn("f").Signature.Results()); got != "reaches" {
		t.Errorf("f: got %q", got)
	}
	if got := p.text(p.fn("g").Signature.Results()); got != "" {
		t.Errorf("g: got %q", got)
	}
}

// A typeGraph is a random set of struct types that have each other as fields.
type typeGraph struct {
	fields [][]int // of each type: other types
	leaf   []int   // and what it holds itself, an index of typeLeaves
}

var typeLeaves = []struct {
	text string
	is   reach
}{
	{"int", 0}, {"string", 0}, {"error", 0}, {"func(int)", leadsToSync},
	{"sync.Mutex", leadsToSync | holdsWaited | holdsSync}, {"chan int", everything}, {"func()", everything},
}

func randomTypes(random *rand.Rand, n int) typeGraph {
	g := typeGraph{make([][]int, n), make([]int, n)}
	for i := range n {
		for range random.IntN(3) {
			g.fields[i] = append(g.fields[i], random.IntN(n))
		}
		if random.IntN(2) == 0 {
			g.leaf[i] = random.IntN(len(typeLeaves))
		}
	}
	return g
}

// source declares the types, with their fields in a random order.
func (g typeGraph) source(random *rand.Rand) string {
	var b strings.Builder
	b.WriteString("package p\nimport \"sync\"\nvar _ sync.Mutex\n")
	shapes := []string{"*T%d", "[]T%d", "map[string]T%d", "[]*T%d", "map[*T%d]int"}
	for _, i := range random.Perm(len(g.fields)) {
		fields := []string{typeLeaves[g.leaf[i]].text}
		for _, j := range g.fields[i] {
			fields = append(fields, fmt.Sprintf(shapes[random.IntN(len(shapes))], j))
		}
		random.Shuffle(len(fields), func(i, j int) { fields[i], fields[j] = fields[j], fields[i] })
		fmt.Fprintf(&b, "type T%d struct {\n", i)
		for k, f := range fields {
			fmt.Fprintf(&b, "\tf%d %s\n", k, f)
		}
		b.WriteString("}\n")
	}
	return b.String()
}

// want returns what type i leads to by the definition: the union over all that it
// can reach.
func (g typeGraph) want(i int) reach {
	seen := make([]bool, len(g.fields))
	var r reach
	work := []int{i}
	for len(work) > 0 {
		i := work[0]
		work = work[1:]
		if !seen[i] {
			seen[i] = true
			r |= typeLeaves[g.leaf[i]].is
			work = append(work, g.fields[i]...)
		}
	}
	return r
}

// TestTypeCircles compares with the definition, for types in circles, fields and
// questions in any order.
func TestTypeCircles(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 10))
	for range 150 {
		g := randomTypes(random, 1+random.IntN(8))
		src := g.source(random)
		pkg := checktest.Source(t, src).Types
		scope := pkg.Scope()
		ts := newTypes(pkg)
		added := random.IntN(len(g.fields) + 1)
		for k, i := range random.Perm(len(g.fields)) {
			typ := scope.Lookup(fmt.Sprint("T", i)).Type()
			if k < added {
				ts.add(types.NewPointer(typ))
			}
			if got, want := ts.of(typ), g.want(i); got != want {
				t.Fatalf("T%d, after %d types were added: got %03b, want %03b, in\n%s", i, min(k+1, added), got, want, src)
			}
		}
	}
}
