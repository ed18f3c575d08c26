// Targets on this host.
package main

import (
	"context"
	"fmt"
	"os"

	"google.golang.org/grpc"

	"cgoresolver/crosspkg/greeter"
)

func main() {
	for _, target := range []string{
		"localhost:50051",
		"dns:///localhost:50051",
		"dns:127.0.0.1:50051",
		"passthrough:///[::1]:50051",
		"passthrough://",
		fmt.Sprintf("unix:%s", os.Args[1]),
		"unix:///run/daemon.sock",
		"unix-abstract:" + os.Args[1],
		fmt.Sprintf("dns:///%s:%d", "localhost", len(os.Args)),
	} {
		connect(target)
	}
}

func connect(target string) {
	cc, err := grpc.NewClient(target)
	if err != nil {
		panic(err)
	}
	greeter.NewClient(cc).Greet(context.Background())
}
