// Package tests has what its tests leave behind.
package tests
