module github.com/gopitfalls/gopitfalls/internal/integration/nogo

go 1.26.0

// Never run: it keeps what the test builds, and what that imports, in this file.
tool github.com/bazelbuild/rules_go/go/tools/builders

require (
	github.com/gopitfalls/gopitfalls v0.0.0
	golang.org/x/tools v0.52.0
)

require (
	github.com/aymanbagabas/go-udiff v0.4.1 // indirect
	github.com/bazelbuild/rules_go v0.65.0 // indirect
	golang.org/x/exp/typeparams v0.0.0-20261009195045-ca0d7ba23607 // indirect
	golang.org/x/mod v0.43.0 // indirect
	golang.org/x/sync v0.25.0 // indirect
	honnef.co/go/tools v0.8.2 // indirect
)

replace github.com/gopitfalls/gopitfalls => ../../..
