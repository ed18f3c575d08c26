// Package greeter is what is generated for a service.
package greeter

import (
	"context"

	"google.golang.org/grpc"
)

type Client struct{ cc grpc.ClientConnInterface }

func NewClient(cc grpc.ClientConnInterface) *Client { return &Client{cc} }

func (c *Client) Greet(ctx context.Context) error { return c.cc.Invoke(ctx, "Greet", nil, nil) }
