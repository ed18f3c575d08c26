// Package cmd has commands that register themselves.
package cmd

import (
	"os"

	"cgoresolver/crosspkg/fetch"
)

type Command struct {
	Run      func(args []string)
	children []*Command
}

func (c *Command) Add(child *Command) { c.children = append(c.children, child) }

func (c *Command) Execute() {
	for _, child := range c.children {
		child.Run(os.Args)
	}
}

var root = new(Command)

var get = &Command{Run: func(args []string) { fetch.Fetch(args[0]) }}

func init() { root.Add(get) }

func Execute() { root.Execute() }

func Help() string { return "help" }
