package vettool

import (
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestRootsOfTheCache looks for findings in packages that were analyzed as
// imports of others before, and for findings that are printed twice.
func TestRootsOfTheCache(t *testing.T) {
	t.Parallel()
	const code = "func bad() {}\nfunc F()   { bad() }\n"
	dir := extract(t, `
-- go.mod --
module m
go 1.26
-- plain/p.go --
package p
`+code+`
-- tested/p.go --
package p
`+code+`
-- tested/p_test.go --
package p
-- tested/p_windows_test.go --
package p_test
-- external/p.go --
package p
`+code+`
-- external/p_test.go --
package p_test
import _ "m/user"
-- external/_x_test.go --
package p
-- mid/p.go --
package p
import _ "m/base"
`+code+`
-- base/b.go --
package base
-- base/b_test.go --
package base
-- base/x_test.go --
package base_test
import _ "m/mid" // a variant of it
-- user/u.go --
package user
import (
	_ "m/plain"
	_ "m/tested"
	_ "m/external"
	_ "m/mid"
)
`)
	flags := []string{"vet", "-vettool=" + program(t, "vettool"), "-facts.salt=" + strconv.FormatInt(time.Now().UnixNano(), 36), "-bad"}
	for _, pkg := range []string{"./user", "./plain", "./external", "./tested", "./..."} {
		_, stderr, _ := goCmd(t, dir, nil, append(flags, pkg)...)
		for _, name := range []string{"plain", "external", "tested", "mid"} {
			asked := pkg == "./..." || pkg == "./"+name
			if n := strings.Count(stderr, name+"/p.go:") / 2; n > 1 || asked && n == 0 {
				t.Errorf("go vet %s: %d findings in %s\n%s", pkg, n, name, stderr)
			}
		}
	}
}
