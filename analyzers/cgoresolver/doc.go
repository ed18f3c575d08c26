// Package cgoresolver defines an Analyzer that reports programs whose name lookups
// may hold threads, because they may be made by the cgo resolver.
//
// # Analyzer cgoresolver
//
// cgoresolver: report programs whose name lookups may hold threads in the cgo resolver
//
// Package net has two resolvers: its own, where a lookup is a goroutine that
// waits for a socket, and that of the C library, where a lookup is a call of
// getaddrinfo, which holds an OS thread until it returns. A context that ends
// does not end the call; the thread stays. When a DNS server is slow, there are
// soon 500 such threads, which is the limit, and lookups queue for them.
//
// A program built with cgo on a Unix system has both, and chooses for each
// lookup. In most places it chooses its own, so nobody notices. It chooses the
// other one if RES_OPTIONS, LOCALDOMAIN or HOSTALIASES is set in the environment,
// if resolv.conf or nsswitch.conf has something in it that package net does not
// know (a source such as resolve, ldap or wins), and for some names. What was
// tested on one machine is not what runs on the next.
//
// Pin the choice, in the main package, above the package clause:
//
//	//go:debug netdns=go
//
//	package main
//
// or with a line "godebug netdns=go" in go.mod, with the build tag netgo, by
// building without cgo, or in code that runs before the first lookup:
// net.DefaultResolver.PreferGo = true, or os.Setenv("GODEBUG", "netdns=go").
// There is a suggested fix for the first. Users can still choose with
// GODEBUG in the environment.
//
// This is a note, not a bug: it is about what a slow DNS server would do. If the
// C library is wanted (for ldap or mDNS names, say), say so: "//go:debug
// netdns=cgo" or the tag netcgo ends the finding, as does
// "//gopitfalls:ignore cgoresolver reason" above the package clause; the flag
// -cgoresolver=false turns the check off.
//
// There is one finding for each main package that looks up names: in code that
// can be reached from main, init functions and initial values of variables,
// through functions of other packages too. What other packages register in init
// functions is taken to be unused, except for database drivers when a database is
// opened. If a package sets Resolver.PreferGo, Dialer.Resolver,
// Transport.DialContext, Client.Transport or the like in any value, no value of
// that type counts as a lookup there; what it is set to does.
//
// No lookup is what needs none, or does not wait: an IP address, the name localhost,
// which getaddrinfo finds in /etc/hosts (not "localhost." and names below
// localhost, for which it asks a server), a Unix socket, an address on which the
// program listens. Such an address may be written down anywhere in the program: it is
// followed through variables, unexported fields, elements, formats, requests, data
// sources of databases, targets of gRPC, and functions of this and other packages.
// What comes from a flag, the environment, a file or the network may be anything,
// even if it is localhost by default, and so may what is not understood: a field
// of a struct whose address is taken, a parameter of a function that is handed on.
//
// Where it is silent: the program is built without cgo or with one of the tags; a
// package in it assigns to net.DefaultResolver or sets GODEBUG, in whatever
// function; the target is android, darwin, ios or windows, where the system's
// resolver is the right one; tests; programs that Bazel's nogo and other drivers
// analyze that give no facts about the standard library, since only those tell
// whether there is a cgo resolver.
//
// The godebug line of go.mod and go.work is not in the cache key of go vet, so
// analyzers cannot look at it. The gopitfalls command does, and drops the finding.
// "go vet -vettool" and golangci-lint do not see this pin, and do see the
// //go:debug line.
//
// # Unpinned
//
// Nothing in the program chooses a resolver.
//
// # Late
//
// The program sets GODEBUG for itself, after a lookup. Package net looks at it
// once, for the first lookup.
//
// # Misspelt
//
// A GODEBUG that the program sets, or a //go:debug line, was to choose a
// resolver, but package net does not know it and says nothing: netdsn=go,
// netdns=native.
package cgoresolver
