// Package lanes draws counter-examples as sequence diagrams: a lane for each goroutine, time
// downwards, messages as arrows between lanes, and the end at which one is stuck. [Of] says
// what is to be drawn, for any medium; [Text] draws it for a terminal.
package lanes

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
)

// A Diagram is the lanes of a counter-example and its steps in the order of execution.
type Diagram struct {
	Lanes []Lane
	Steps []Step
}

// A Lane is a goroutine. It has no name where there is only one.
type Lane struct {
	Label   string // short: a number
	Name    string // what else is known of it, such as "started at line 12", or its function
	Started bool   // by a step; else it is there from the start
}

// A Step is what a goroutine does.
type Step struct {
	Lane int
	File string
	Line int
	Col  int
	Text string
	Kind string // a wire.Step's, or Receive
	To   int    // the lane to which an arrow goes; -1: none
}

// Receive is the kind of the step at the other end of a message. It follows the message.
const Receive = "receive"

// numbered is the name of a goroutine that has a number.
var numbered = regexp.MustCompile(`^goroutine (\d+)(?: \((.*)\))?$`)

// Of returns the diagram of a counter-example.
func Of(trace []wire.Step) *Diagram {
	d := new(Diagram)
	byName := make(map[string]int)
	lane := func(name string) int {
		i, ok := byName[name]
		if !ok {
			i = len(d.Lanes)
			byName[name] = i
			d.Lanes = append(d.Lanes, Lane{})
		}
		return i
	}
	for _, s := range trace {
		step := Step{Lane: lane(s.Goroutine), Text: s.Message, Kind: s.Kind, To: -1}
		step.File, step.Line, step.Col = wire.ParsePosn(s.Posn)
		if s.To != "" && s.To != s.Goroutine {
			step.To = lane(s.To)
		}
		if s.Kind == wire.StepStart && step.To >= 0 {
			d.Lanes[step.To].Started = true
		}
		d.Steps = append(d.Steps, step)
		if s.Kind == wire.StepMessage && s.ToPosn != "" && step.To >= 0 {
			r := Step{Lane: step.To, Text: "receives", Kind: Receive, To: -1}
			r.File, r.Line, r.Col = wire.ParsePosn(s.ToPosn)
			d.Steps = append(d.Steps, r)
		}
	}
	d.name(byName)
	return d
}

// name gives the lanes their labels, by which the steps call them from then on.
func (d *Diagram) name(byName map[string]int) {
	names := make([]string, len(d.Lanes))
	for name, i := range byName {
		names[i] = name
	}
	taken := make(map[string]bool)
	for i, name := range names {
		if m := numbered.FindStringSubmatch(name); m != nil && !taken[m[1]] {
			d.Lanes[i].Label, d.Lanes[i].Name = m[1], m[2]
			taken[m[1]] = true
		}
	}
	next := 1
	for i, name := range names {
		if d.Lanes[i].Label != "" || name == "" && len(names) == 1 {
			continue
		}
		for taken[fmt.Sprint(next)] {
			next++
		}
		d.Lanes[i].Label, d.Lanes[i].Name = fmt.Sprint(next), name
		taken[fmt.Sprint(next)] = true
	}
	for i := range d.Steps {
		for n, name := range names {
			if numbered.MatchString(name) {
				d.Steps[i].Text = strings.ReplaceAll(d.Steps[i].Text, name, "goroutine "+d.Lanes[n].Label)
			}
		}
	}
}

// Legend returns what is known of the lanes beside their labels, those that share it
// together, such as "1 QueryAll", "2-5 started at line 16".
func (d *Diagram) Legend() (legend []string) {
	var names []string
	for _, l := range d.Lanes {
		if l.Name != "" && !slices.Contains(names, l.Name) {
			names = append(names, l.Name)
		}
	}
	for _, name := range names {
		var labels []string
		for _, l := range d.Lanes {
			if l.Name == name {
				labels = append(labels, l.Label)
			}
		}
		legend = append(legend, strings.Join(runs(labels), ", ")+" "+name)
	}
	return legend
}

// runs returns numbers with those that follow each other, if they are many, as "2-9".
func runs(labels []string) (list []string) {
	for i := 0; i < len(labels); {
		n, err := strconv.Atoi(labels[i])
		j := i + 1
		for j < len(labels) && err == nil && labels[j] == strconv.Itoa(n+j-i) {
			j++
		}
		if j-i > 3 {
			list = append(list, labels[i]+"-"+labels[j-1])
		} else {
			list = append(list, labels[i:j]...)
		}
		i = j
	}
	return list
}

// thinned returns the diagram without the lanes on which nothing happens, if it has more
// than so many.
func (d *Diagram) thinned(most int) *Diagram {
	if len(d.Lanes) <= most {
		return d
	}
	at := make([]int, len(d.Lanes))
	t := new(Diagram)
	for i, l := range d.Lanes {
		at[i] = -1
		if slices.ContainsFunc(d.Steps, func(s Step) bool { return s.Lane == i }) {
			at[i] = len(t.Lanes)
			t.Lanes = append(t.Lanes, l)
		}
	}
	for _, s := range d.Steps {
		s.Lane = at[s.Lane]
		if s.To >= 0 {
			s.To = at[s.To]
		}
		t.Steps = append(t.Steps, s)
	}
	return t
}
