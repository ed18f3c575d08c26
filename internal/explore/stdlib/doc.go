// Package stdlib says what functions of the standard library and of x/sync do in the
// explorer: contexts, timers, locks, wait groups, errgroups, tests. CONTRIBUTING.md
// says how to add one.
package stdlib
