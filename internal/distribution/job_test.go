package distribution

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// An action is what we need of action.yml.
type action struct {
	Inputs  map[string]struct{ Default string }
	Outputs map[string]struct{ Value string }
	Runs    struct{ Steps []step }
}

// A step is a script or, with Uses, another action.
type step struct {
	ID, If, Uses, Shell, Run string
	Dir                      string `yaml:"working-directory"`
	With, Env                map[string]string
}

func readAction(t *testing.T) *action {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root(t), "action.yml"))
	if err != nil {
		t.Fatal(err)
	}
	a := new(action)
	if err := yaml.Unmarshal(text, a); err != nil {
		t.Fatal(err)
	}
	return a
}

// A job runs the action as the runner of GitHub does, but for other actions, of which it
// notes what they are given.
type job struct {
	*action
	workspace, temp string
	env             []string // of the job that uses the action

	values map[string]string            // of expressions
	used   map[string]map[string]string // what the other actions that were not skipped are given, by name
	log    string                       // both streams of all scripts
	status int                          // of the last script
}

// newJob returns a job in a new workspace. What is installed in temp stays there from
// job to job.
func newJob(t *testing.T, temp string, env ...string) *job {
	t.Helper()
	return &job{action: readAction(t), workspace: t.TempDir(), temp: temp, env: env}
}

// use runs the steps of the action and returns its outputs.
func (j *job) use(t *testing.T, inputs map[string]string) map[string]string {
	t.Helper()
	j.values = map[string]string{"runner.os": "Linux", "runner.arch": "X64"}
	j.used = make(map[string]map[string]string)
	j.log, j.status = "", 0
	for name, input := range j.Inputs {
		j.values["inputs."+name] = input.Default
	}
	for name, value := range inputs {
		if _, ok := j.Inputs[name]; !ok {
			t.Fatalf("no input %s", name)
		}
		j.values["inputs."+name] = value
	}
	for _, s := range j.Runs.Steps {
		if !j.holds(t, s.If) {
			continue
		}
		if s.Uses != "" {
			name, _, _ := strings.Cut(s.Uses, "@")
			j.used[name] = j.expandAll(t, s.With)
		} else if j.script(t, s); j.status != 0 {
			break
		}
	}
	outputs := make(map[string]string)
	for name, output := range j.Outputs {
		outputs[name] = j.expand(t, output.Value)
	}
	return outputs
}

// script runs a script and notes its outputs.
func (j *job) script(t *testing.T, s step) {
	t.Helper()
	if s.Shell != "bash" {
		t.Fatalf("shell %s", s.Shell)
	}
	file := filepath.Join(t.TempDir(), "output")
	env := slices.Concat(j.env, []string{
		"GITHUB_OUTPUT=" + file,
		"GITHUB_ACTION_PATH=" + root(t),
		"GITHUB_WORKSPACE=" + j.workspace,
		"RUNNER_TEMP=" + j.temp,
	})
	for name, value := range j.expandAll(t, s.Env) {
		env = append(env, name+"="+value)
	}
	r := bash(t, filepath.Join(j.workspace, j.expand(t, s.Dir)), env, s.Run)
	j.log += r.stdout + r.stderr
	j.status = r.status
	output, _ := os.ReadFile(file) // there need not be any
	for line := range strings.Lines(string(output)) {
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		j.values["steps."+s.ID+".outputs."+name] = value
	}
}

var expression = regexp.MustCompile(`\$\{\{ (.*?) \}\}`)

// expand evaluates the expressions in a text.
func (j *job) expand(t *testing.T, text string) string {
	t.Helper()
	return expression.ReplaceAllStringFunc(text, func(e string) string {
		return j.value(t, expression.FindStringSubmatch(e)[1])
	})
}

func (j *job) expandAll(t *testing.T, texts map[string]string) map[string]string {
	t.Helper()
	texts = maps.Clone(texts)
	for name, text := range texts {
		texts[name] = j.expand(t, text)
	}
	return texts
}

// value returns what stands for an expression that is the name of something, or a hash.
// Outputs of steps that were skipped, or that we cannot run, are empty.
func (j *job) value(t *testing.T, e string) string {
	t.Helper()
	if strings.HasPrefix(e, "hashFiles(") {
		return "hash"
	}
	value, ok := j.values[e]
	if !ok && !strings.HasPrefix(e, "steps.") {
		t.Fatalf("expression %s", e)
	}
	return value
}

var comparison = regexp.MustCompile(`^(\S+) (==|!=) '(\w*)'$`)

// holds evaluates a condition.
func (j *job) holds(t *testing.T, condition string) bool {
	t.Helper()
	if condition == "" {
		return true
	}
	for c := range strings.SplitSeq(condition, " && ") {
		m := comparison.FindStringSubmatch(c)
		if m == nil {
			t.Fatalf("condition %s", c)
		}
		if (j.value(t, m[1]) == m[3]) != (m[2] == "==") {
			return false
		}
	}
	return true
}

// An annotation is what a problem matcher makes of a line.
type annotation struct {
	file, message, code string
	line, column        int
}

// commands finds those lines of a log that the runner takes for commands.
type commands struct{ stop string }

// next returns the command that a line is, or nothing.
func (c *commands) next(line string) string {
	line = strings.TrimLeft(line, " \t\r")
	switch {
	case !strings.HasPrefix(line, "::"):
		return ""
	case c.stop != "":
		if line == "::"+c.stop+"::" {
			c.stop = ""
		}
		return ""
	}
	if token, ok := strings.CutPrefix(line, "::stop-commands::"); ok {
		c.stop = token
	}
	return line
}

// annotations does what the runner does with the log: those matchers that are registered
// look at each line.
func (j *job) annotations(t *testing.T) []annotation {
	t.Helper()
	type pattern struct {
		Regexp                            string
		File, Line, Column, Message, Code int
	}
	var active []pattern
	var found []annotation
	var commands commands
	for line := range strings.Lines(j.log) {
		line = strings.TrimSuffix(line, "\n")
		command := commands.next(line)
		if name, ok := strings.CutPrefix(command, "::add-matcher::"); ok {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			var file struct{ ProblemMatcher []struct{ Pattern []pattern } }
			if err := json.Unmarshal(text, &file); err != nil {
				t.Fatal(err)
			}
			active = file.ProblemMatcher[0].Pattern
		}
		if strings.HasPrefix(command, "::remove-matcher owner=gopitfalls::") {
			active = nil
		}
		for _, p := range active {
			if m := regexp.MustCompile(p.Regexp).FindStringSubmatch(line); m != nil {
				a := annotation{file: m[p.File], message: m[p.Message], code: m[p.Code]}
				a.line, _ = strconv.Atoi(m[p.Line])
				a.column, _ = strconv.Atoi(m[p.Column])
				found = append(found, a)
			}
		}
	}
	if active != nil {
		t.Error("the matcher stays for the steps that follow")
	}
	return found
}
