package gclplugin

import (
	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/analyzers"
)

// Name is what the linter is called in the configuration of golangci-lint and in
// its //nolint comments.
const Name = "gopitfalls"

func init() { register.Plugin(Name, New) }

// New returns the linter with the settings that golangci-lint read from its
// configuration. What the suite does not know among them is an error.
func New(settings any) (register.LinterPlugin, error) {
	enabled, err := configure(analyzers.ForGolangciLint(), settings)
	if err != nil {
		return nil, err
	}
	return linter{enabled}, nil
}

type linter struct{ enabled []*analysis.Analyzer }

func (l linter) BuildAnalyzers() ([]*analysis.Analyzer, error) { return l.enabled, nil }

// GetLoadMode asks for types: golangci-lint then has the facts of imports too.
func (linter) GetLoadMode() string { return register.LoadModeTypesInfo }
