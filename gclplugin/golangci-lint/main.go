// Golangci-lint is golangci-lint with the checks of gopitfalls among its linters.
package main

import (
	"fmt"
	"os"

	"github.com/golangci/golangci-lint/v2/pkg/commands"
	"github.com/golangci/golangci-lint/v2/pkg/exitcodes"

	_ "github.com/gopitfalls/gopitfalls/gclplugin"
)

func main() {
	// Without a version, what golangci-lint has in its cache is only good for the
	// executable that wrote it.
	if err := commands.Execute(commands.BuildInfo{Version: "(devel)"}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(exitcodes.Failure)
	}
}
