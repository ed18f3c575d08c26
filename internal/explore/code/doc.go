// Package code keeps, for the explorer, what effects and cfg tell of functions: it is
// asked again and again, and the answers are the same for all roots.
package code
