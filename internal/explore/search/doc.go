// Package search explores the states of one root: the schedules of its goroutines,
// reduced to those that can differ; canonical forms of states, so that none is visited
// twice; the verdict which goroutines are stuck for ever; and the budgets of all that.
package search
