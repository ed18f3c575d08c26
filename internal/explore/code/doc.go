// Package code keeps, for the explorer, what effects and cfg tell of functions: it is
// asked again and again, and the answers do not depend on who asks.
package code
