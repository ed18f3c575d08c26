package model

import (
	"errors"
	"fmt"
	"go/types"
	"slices"
	"strings"
	"sync"
)

// A Contract is what a library asks of who calls one of its functions: a record of
// libraries.txt, which explains each kind.
type Contract struct {
	Kind     ContractKind
	Func     string   // as in the table of effects; a type stands for all that return it
	On       Operand  // what it is about: a result, or an argument
	Ends     []string // names of methods
	By       []int    // arguments of Func whose end will do as well
	Within   bool     // so will the end of the receiver
	Out      []string // fields and methods of it that have the channel, if it is an object
	Given    bool     // what comes there was given to it: nothing may be left
	Versions string   // of the library that were run: one, or the first and the last
	Seen     string   // what was seen then
}

// A ContractKind says what a [Contract] asks for.
type ContractKind string

// The kinds; see libraries.txt.
const (
	MustStop  ContractKind = "stop"
	MustDrain ContractKind = "drain"
	StaysOpen ContractKind = "open"
	WaitsFor  ContractKind = "inside"
	MustLeave ContractKind = "leave" // of facts only: who sends to the channel waits, until END removes it
)

// OnPaths reports whether what is owed must be given on every path.
func (k ContractKind) OnPaths() bool { return k == MustStop || k == MustDrain || k == MustLeave }

var contractKinds = []ContractKind{MustStop, MustDrain, StaysOpen, WaitsFor}

// Call, among the ends of a contract, is a call of the function that it is about.
const Call = "call"

const librariesFile = "libraries.txt"

// contracts has the records of libraries.txt, by what they are about.
var contracts = sync.OnceValue(func() map[subject][]Contract {
	text, err := texts.ReadFile(librariesFile)
	if err != nil {
		panic(err)
	}
	all, err := parseContracts(string(text))
	if err != nil {
		panic(err)
	}
	by := make(map[subject][]Contract)
	for _, c := range all {
		s := split(c.Func)
		by[s] = append(by[s], c)
	}
	return by
})

// parseContracts parses records of two lines:
//
//	KIND FUNCTION OPERAND [END...]
//		VERSIONS: what was seen
func parseContracts(text string) (all []Contract, err error) {
	n, open := 0, false // open: a record lacks its second line
	for line := range strings.Lines(text) {
		n++
		trimmed := strings.TrimSpace(line)
		if trimmed == "" || trimmed[0] == '#' {
			continue
		}
		if strings.HasPrefix(line, "\t") {
			versions, seen, ok := strings.Cut(trimmed, ": ")
			if !open || !ok {
				return nil, fmt.Errorf("%s: line %d: want VERSIONS: EVIDENCE behind a record, got %q", librariesFile, n, trimmed)
			}
			last := &all[len(all)-1]
			last.Versions, last.Seen, open = versions, seen, false
			continue
		}
		c, err := parseContract(trimmed)
		if err == nil && open {
			err = errors.New("the record before it has no evidence")
		}
		if err != nil {
			return nil, fmt.Errorf("%s: line %d: %w", librariesFile, n, err)
		}
		all, open = append(all, c), true
	}
	if open {
		return nil, fmt.Errorf("%s: the last record has no evidence", librariesFile)
	}
	return all, nil
}

func parseContract(line string) (Contract, error) {
	fields := strings.Fields(line)
	if len(fields) < 3 || !slices.Contains(contractKinds, ContractKind(fields[0])) {
		return Contract{}, fmt.Errorf("want KIND FUNCTION OPERAND [END...], got %q", line)
	}
	c := Contract{Kind: ContractKind(fields[0]), Func: fields[1]}
	var err error
	if c.On, err = parseOperand(fields[2]); err != nil {
		return Contract{}, err
	}
	for _, end := range fields[3:] {
		switch op, err := parseOperand(end); {
		case err != nil:
			c.Ends = append(c.Ends, end)
		case op.Kind == Arg:
			c.By = append(c.By, op.Index)
		case op.Kind == Recv:
			c.Within = true
		default:
			return Contract{}, fmt.Errorf("%s ends nothing", end)
		}
	}
	return c, nil
}

// ContractsOf returns what the library of fn asks of who calls it, nil for most functions.
func ContractsOf(fn *types.Func) []Contract {
	if fn == nil || fn.Pkg() == nil {
		return nil
	}
	s := subject{pkg: fn.Pkg().Path(), name: fn.Name()}
	if recv := fn.Signature().Recv(); recv != nil {
		s.typ = typeOf(recv.Type()).typ
	}
	if list := contracts()[s]; list != nil {
		return list
	}
	results := fn.Signature().Results()
	for i := range results.Len() {
		if list := contracts()[typeOf(results.At(i).Type())]; list != nil {
			return about(list, fn, i)
		}
	}
	return nil
}

// about returns what is asked of who gets a value of a type as a result of a function, if
// that takes a context: the end of that ends it too.
func about(list []Contract, fn *types.Func, result int) []Contract {
	params := fn.Signature().Params()
	for i := range params.Len() {
		if s := typeOf(params.At(i).Type()); s == (subject{pkg: "context", typ: "Context"}) {
			list = slices.Clone(list)
			for j := range list {
				list[j].On, list[j].By = Operand{Kind: Res, Index: result}, []int{i}
			}
			return list
		}
	}
	return nil
}

// Package returns the import path of the library.
func (c Contract) Package() string { return split(c.Func).pkg }
