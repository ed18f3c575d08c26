// Package cobra has the names of the real one that the corpus needs.
package cobra

import "context"

type Command struct {
	Use  string
	Args func(cmd *Command, args []string) error
	Run  func(cmd *Command, args []string)
	RunE func(cmd *Command, args []string) error
}

func (c *Command) AddCommand(cmds ...*Command) {}

func (c *Command) Context() context.Context { return context.Background() }

func (c *Command) Execute() error { return c.RunE(c, nil) }
