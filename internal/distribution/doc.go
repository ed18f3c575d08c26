// Package distribution tries the ways in which gopitfalls reaches its users: the
// module of a proxy, the GitHub Action, reviewdog. What the manual and the action say
// is run as it stands there.
package distribution
