package inspect

// The categories of findings.
const (
	CategoryResolver = "resolver" // how the program looks up host names
	CategoryFork     = "fork"     // what becomes of Go code after a fork
)

// The severities of findings.
const (
	SeverityNote = "note" // a choice that the program leaves to its surroundings
	SeverityLow  = "low"  // fails only if a child does more than to exec
	SeverityHigh = "high" // fails as soon as a child calls Go
)

// A Report is what a file tells. Its JSON form is documented in docs/inspect.md;
// names of fields do not change.
type Report struct {
	File     string    `json:"file"`               // as it was named by the user
	Format   string    `json:"format,omitempty"`   // elf, macho or pe
	Go       *Build    `json:"go,omitempty"`       // nil if the file has no Go code
	Resolver *Resolver `json:"resolver,omitempty"` // nil if its Go code looks up no host names
	Fork     *Fork     `json:"fork,omitempty"`     // nil if the format is not elf
	Findings []Finding `json:"findings"`
}

// A Finding is something to look at, in the form of a check's diagnostic.
type Finding struct {
	Category string `json:"category"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
	Remedy   string `json:"remedy"`
}

// findings returns what is to be reported of the facts in r.
func (r *Report) findings() []Finding {
	found := []Finding{} // not null in JSON
	if r.Resolver != nil && r.Resolver.Verdict == ResolverMayUseCgo {
		found = append(found, Finding{
			CategoryResolver, SeverityNote,
			"RES_OPTIONS, resolv.conf or nsswitch.conf can switch name lookups to cgo: an OS thread each while DNS hangs",
			"set //go:debug netdns=go",
		})
	}
	if r.Fork != nil {
		if f, ok := r.Fork.finding(); ok {
			found = append(found, f)
		}
	}
	return found
}
