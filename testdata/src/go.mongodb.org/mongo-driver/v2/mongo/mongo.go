// Package mongo stands for go.mongodb.org/mongo-driver/v2/mongo in the corpus: a part of its API.
package mongo

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
)

type Client struct {
}

func (*Client) Disconnect(ctx context.Context) (_ error) { return }

func (*Client) Ping(ctx context.Context, rp *readpref.ReadPref) (_ error) { return }

func Connect(opts ...*options.ClientOptions) (_ *Client, _ error) { return }
