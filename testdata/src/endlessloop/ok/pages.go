package ok

import (
	"context"
	"errors"
)

type listInput struct {
	Name      string
	NextToken *string
}

type listOutput struct {
	Names     []string
	NextToken *string
}

type lister interface {
	List(ctx context.Context, in *listInput) (*listOutput, error)
	DeleteAll(ctx context.Context, names []string) error
}

// The next page is asked for.
func allNames(ctx context.Context, api lister, name string) (names []string, err error) {
	in := &listInput{Name: name}
	for {
		out, err := api.List(ctx, in)
		if err != nil {
			return nil, err
		}
		names = append(names, out.Names...)
		if out.NextToken == nil {
			return names, nil
		}
		in.NextToken = out.NextToken
	}
}

// So it is by a variable.
func countNames(ctx context.Context, api lister) (n int, err error) {
	var token *string
	for {
		out, err := api.List(ctx, &listInput{NextToken: token})
		if err != nil {
			return 0, err
		}
		n += len(out.Names)
		if token = out.NextToken; token == nil {
			return n, nil
		}
	}
}

// The request is another one.
func newInput(name string, after *string) *listInput { return &listInput{name, after} }

func byFunction(ctx context.Context, api lister) (n int, err error) {
	in := newInput("a", nil)
	for {
		out, err := api.List(ctx, in)
		if err != nil {
			return 0, err
		}
		n += len(out.Names)
		if out.NextToken == nil {
			return n, nil
		}
		in = newInput("a", out.NextToken)
	}
}

// What was listed is not there any more the next time.
func clearNames(ctx context.Context, api lister, name string) error {
	in := &listInput{Name: name}
	for {
		out, err := api.List(ctx, in)
		if err != nil {
			return err
		}
		if err := api.DeleteAll(ctx, out.Names); err != nil {
			return err
		}
		if out.NextToken == nil {
			return nil
		}
	}
}

// So it may be if a function does who knows what.
func eachName(ctx context.Context, api lister, f func(string) error) error {
	in := &listInput{}
	for {
		out, err := api.List(ctx, in)
		if err != nil {
			return err
		}
		for _, name := range out.Names {
			if err := f(name); err != nil {
				return err
			}
		}
		if out.NextToken == nil {
			return nil
		}
	}
}

// A pager keeps the request and the answer, and goes on by itself.
type pager struct {
	api  lister
	in   listInput
	last *listOutput
}

func (p *pager) next(ctx context.Context) (names []string, more bool, err error) {
	if p.last != nil {
		p.in.NextToken = p.last.NextToken
	}
	p.last, err = p.api.List(ctx, &p.in)
	if err != nil {
		return nil, false, err
	}
	return p.last.Names, p.last.NextToken != nil, nil
}

func pages(ctx context.Context, p *pager) (all []string, err error) {
	for {
		names, more, err := p.next(ctx)
		if err != nil {
			return nil, err
		}
		all = append(all, names...)
		if !more {
			return all, nil
		}
	}
}

// Who is given the request sets what asks for the next page.
func advance(in *listInput, out *listOutput) { in.NextToken = out.NextToken }

func advanced(ctx context.Context, api lister) (n int, err error) {
	in := &listInput{}
	for {
		out, err := api.List(ctx, in)
		if err != nil {
			return 0, err
		}
		n += len(out.Names)
		if out.NextToken == nil {
			return n, nil
		}
		advance(in, out)
	}
}

// One page is enough, and another one is an error.
func onePage(ctx context.Context, api lister) ([]string, error) {
	in := &listInput{}
	for try := 0; try < 3; try++ {
		out, err := api.List(ctx, in)
		if err != nil {
			continue
		}
		if out.NextToken != nil {
			return nil, errors.New("too many")
		}
		return out.Names, nil
	}
	return nil, errors.New("none")
}

// A request that asks for no page.
type watchInput struct{ Since int }

type watchOutput struct {
	Events []string
	Cursor string
}

type watcher interface {
	Watch(ctx context.Context, in *watchInput) (*watchOutput, error)
}

func watchAll(ctx context.Context, api watcher) (events []string, err error) {
	in := &watchInput{}
	for {
		out, err := api.Watch(ctx, in)
		if err != nil {
			return nil, err
		}
		events = append(events, out.Events...)
		in.Since += len(out.Events)
		if out.Cursor == "" {
			return events, nil
		}
	}
}

// A list goes on behind what was got last, or from a number on.
type rangeInput struct {
	After     string
	Offset    int
	NextToken *string
}

type ranger interface {
	List(ctx context.Context, in *rangeInput) (*listOutput, error)
}

func behindLast(ctx context.Context, api ranger) (names []string, err error) {
	in := &rangeInput{}
	for {
		out, err := api.List(ctx, in)
		if err != nil {
			return nil, err
		}
		names = append(names, out.Names...)
		if out.NextToken == nil || len(out.Names) == 0 {
			return names, nil
		}
		in.After = names[len(names)-1]
	}
}

func fromOffset(ctx context.Context, api ranger) (names []string, err error) {
	for {
		out, err := api.List(ctx, &rangeInput{Offset: len(names)})
		if err != nil {
			return nil, err
		}
		names = append(names, out.Names...)
		if out.NextToken == nil {
			return names, nil
		}
	}
}
