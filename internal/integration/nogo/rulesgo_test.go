package nogo

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/gopitfalls/gopitfalls/analyzers"
)

// A rulesGo is what Bazel has from rules_go and its toolchain.
//
// nogo imports an internal package of x/tools. The go command allows that only in
// x/tools, so the sources are copied into a module that has a path in there, and the
// requirements of this module.
type rulesGo struct {
	sources string // the folder of rules_go that has the programs
	module  string // the folder of the module that has their copies
	builder string // the program that runs all actions
	env     goEnv
	pack    string // the program pack, which Go's distribution does not have compiled
}

// A goEnv is the part of "go env" that actions need.
type goEnv struct{ GOROOT, GOVERSION, GOOS, GOARCH, CGO_ENABLED, CC string }

const rulesGoPath = "github.com/bazelbuild/rules_go"

func newRulesGo(dir string) (*rulesGo, error) {
	// The go command downloads what packages import, and nothing imports these.
	out, err := command(".", []string{"GOPROXY=" + os.Getenv("GOPROXY")}, "go", "mod", "download", "-json", rulesGoPath)
	if err != nil {
		return nil, err
	}
	var rulesGoModule struct{ Dir string }
	if err := json.Unmarshal([]byte(out), &rulesGoModule); err != nil {
		return nil, err
	}
	r := &rulesGo{
		sources: filepath.Join(rulesGoModule.Dir, "go", "tools", "builders"),
		module:  filepath.Join(dir, "module"),
		builder: filepath.Join(dir, "builder"),
	}
	if err := r.toolchain(); err != nil {
		return nil, err
	}
	if err := r.copy("builder", "builder_srcs"); err != nil {
		return nil, err
	}
	if err := r.requirements(); err != nil {
		return nil, err
	}
	// As sdk_build_defs.bzl has it: without a value the program does not start.
	_, err = command(r.module, nil, "go", "build", "-ldflags=-X main.rulesGoStdlibPrefix=@io_bazel_rules_go//stdlib:", "-o", r.builder, "./builder")
	return r, err
}

// toolchain finds out about the Go distribution and the C compiler.
func (r *rulesGo) toolchain() error {
	out, err := command(".", nil, "go", "env", "-json")
	if err != nil {
		return err
	}
	if err := json.Unmarshal([]byte(out), &r.env); err != nil {
		return err
	}
	if r.env.CGO_ENABLED == "1" {
		if r.env.CC, err = exec.LookPath(r.env.CC); err != nil {
			return err
		}
	}
	out, err = command(".", nil, "go", "tool", "-n", "pack")
	r.pack = strings.TrimSpace(out)
	return err
}

// requirements makes the go.mod and go.sum of the module.
func (r *rulesGo) requirements() error {
	for _, name := range []string{"go.mod", "go.sum"} {
		if err := copyFile(filepath.Join(r.module, name), name); err != nil {
			return err
		}
	}
	repository, err := filepath.Abs(root)
	if err != nil {
		return err
	}
	_, err = command(r.module, nil, "go", "mod", "edit", "-module=golang.org/x/tools/nogo",
		"-droptool="+rulesGoPath+"/go/tools/builders", "-replace="+suite+"="+repository)
	return err
}

// nogo builds a nogo of all checks with a configuration, in JSON, if there is one: what
// the rule nogo does (go/private/rules/nogo.bzl).
func (r *rulesGo) nogo(name, config string) (exe string, err error) {
	if err := r.copy(name, "nogo_srcs"); err != nil {
		return "", err
	}
	dir := filepath.Join(r.module, name)
	args := []string{"gennogomain", "-output", filepath.Join(dir, "generated.go")}
	for _, a := range analyzers.All() {
		args = append(args, "-analyzer_importpath", suite+"/analyzers/"+a.Name)
	}
	if config != "" {
		file := filepath.Join(dir, "config.json")
		if err := os.WriteFile(file, []byte(config), 0o666); err != nil {
			return "", err
		}
		args = append(args, "-config", file)
	}
	if _, err := command(dir, nil, r.builder, args...); err != nil {
		return "", err
	}
	exe = filepath.Join(dir, "nogo.exe")
	_, err = command(r.module, nil, "go", "build", "-o", exe, "./"+name)
	return exe, err
}

// copy copies the sources that a rule in BUILD.bazel lists into a folder of the module.
func (r *rulesGo) copy(folder, rule string) error {
	text, err := os.ReadFile(filepath.Join(r.sources, "BUILD.bazel"))
	if err != nil {
		return err
	}
	body := regexp.MustCompile(`(?s)\n    name = "` + rule + `",\n(.*?)\n\)\n`).FindSubmatch(text)
	if body == nil {
		return fmt.Errorf("BUILD.bazel of rules_go has no %s", rule)
	}
	dir := filepath.Join(r.module, folder)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for _, file := range regexp.MustCompile(`"(\w+\.go)"`).FindAllSubmatch(body[1], -1) {
		name := string(file[1])
		if err := copyFile(filepath.Join(dir, name), filepath.Join(r.sources, name)); err != nil {
			return err
		}
	}
	return nil
}

func copyFile(to, from string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o666)
}
