package analyzers

import (
	"slices"

	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
	"github.com/gopitfalls/gopitfalls/internal/leak"
)

// Info returns what is known of a check beside its documentation, nothing if
// there is no such check.
func Info(check string) checkdoc.Info { return infos[check] }

var infos = map[string]checkdoc.Info{
	"abandonedsend":   {Since: "v0.1.0", Fixes: true, Notes: append(slices.Clip(leak.Notes), "unheeded")},
	"cgoresolver":     {Since: "v0.1.0", Fixes: true, Note: true},
	"connfile":        {Since: "v0.1.0", Fixes: true},
	"endlessloop":     {Since: "v0.1.0", Fixes: true, Notes: []string{"background"}},
	"fddeadline":      {Since: "v0.1.0", Fixes: true},
	"fdoutlive":       {Since: "v0.1.0", Fixes: true},
	"gofork":          {Since: "v0.1.0", Notes: []string{"library"}},
	"ignoredirective": {Since: "v0.1.0"},
	"iotimeout":       {Since: "v0.1.0", Fixes: true, Notes: []string{"conn", "program", "query", "shutdown", "timer"}},
	"maxthreads":      {Since: "v0.1.0", Note: true},
	"nilchan":         {Since: "v0.1.0"},
	"orphanrecv":      {Since: "v0.1.0", Fixes: true, Notes: leak.Notes},
	"resolverdial":    {Since: "v0.1.0", Fixes: true},
	"stucklock":       {Since: "v0.1.0", Fixes: true, Notes: leak.Notes},
	"stuckpipe":       {Since: "v0.1.0", Fixes: true, Notes: []string{"test"}},
	"stuckwait":       {Since: "v0.1.0", Fixes: true, Notes: leak.Notes},
	"undrained":       {Since: "v0.1.0", Notes: []string{"test"}},
}
