package main

import "net"

func lookup(host string) { net.LookupHost(host) }
