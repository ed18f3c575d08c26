// Package commands has what a program is asked to do by its command line.
package commands

import (
	"errors"
	"io"

	"github.com/spf13/cobra"
)

var errFailed = errors.New("failed")

func Root() *cobra.Command {
	root := &cobra.Command{Use: "root"}
	var addr string
	root.AddCommand(
		&cobra.Command{Use: "fetch", RunE: fetch},
		&cobra.Command{Use: "push", RunE: func(cmd *cobra.Command, args []string) error { return push(addr, args) }},
		&cobra.Command{Use: "list", Args: list, RunE: list},
	)
	return root
}

func fetch(cmd *cobra.Command, args []string) error {
	results := make(chan error)
	go func() { results <- get(args) }() // want `^results: goroutine blocks forever sending when fetch returns at line [0-9]+, as the program ends; short$`
	select {
	case err := <-results:
		return err
	case <-cmd.Context().Done():
		return cmd.Context().Err()
	}
}

func push(addr string, args []string) error {
	results := make(chan error)
	go func() { results <- get(args) }() // want `^results: goroutine blocks forever sending when push returns at line [0-9]+, as the program ends; short$`
	if addr == "" {
		return errFailed
	}
	return <-results
}

// It is called for something else too.
func list(cmd *cobra.Command, args []string) error {
	results := make(chan error)
	go func() { results <- get(args) }() // want `^results: goroutine blocks forever sending when list returns at line [0-9]+; short$`
	if len(args) == 0 {
		return errFailed
	}
	return <-results
}

// Who is exported may be called by anybody.
func Serve(cmd *cobra.Command, args []string) error {
	results := make(chan error)
	go func() { results <- get(args) }() // want `^results: goroutine blocks forever sending when Serve returns at line [0-9]+; short$`
	if len(args) == 0 {
		return errFailed
	}
	return <-results
}

var serve = &cobra.Command{Use: "serve", RunE: Serve}

func get(args []string) error {
	if len(args) > 1 {
		return io.EOF
	}
	return nil
}
