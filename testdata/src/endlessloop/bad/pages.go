package bad

import (
	"context"
	"fmt"
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
}

func allNames(ctx context.Context, api lister, name string) ([]string, error) {
	in := &listInput{Name: name}
	var names []string
	for {
		out, err := api.List(ctx, in) // want `api.List asks for the same page each time, so the loop never ends if there is another one; set NextToken to the NextToken of the answer`
		if err != nil {
			return nil, fmt.Errorf("listing: %w", err)
		}
		names = append(names, out.Names...)
		if out.NextToken == nil || *out.NextToken == "" {
			return names, nil
		}
	}
}

// The request is made anew each time, without what asks for the next page.
func countNames(ctx context.Context, api lister) (n int) {
	for more := true; more; {
		out, err := api.List(ctx, &listInput{Name: "a"}) // want `api.List asks for the same page each time, so the loop never ends if there is another one; set NextToken to the NextToken of the answer`
		if err != nil {
			return n
		}
		n += len(out.Names)
		more = out.NextToken != nil
	}
	return n
}

type listMeta struct{ Continue string }

type podList struct {
	listMeta
	Items []string
}

type listOptions struct {
	Limit    int
	Continue string
}

type pods interface {
	List(ctx context.Context, opts listOptions) (podList, error)
}

func podNames(ctx context.Context, api pods) (names []string, err error) {
	opts := listOptions{Limit: 100}
	for {
		list, err := api.List(ctx, opts) // want `api.List asks for the same page each time, so the loop never ends if there is another one; set Continue to the Continue of the answer`
		if err != nil {
			return nil, err
		}
		names = append(names, list.Items...)
		if list.Continue == "" {
			return names, nil
		}
	}
}
