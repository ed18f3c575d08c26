package main

import (
	"net"
	"testing"
)

func Test(t *testing.T) { net.LookupHost("example.com") }
