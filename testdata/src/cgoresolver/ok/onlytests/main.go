// Only the tests look up names.
package main

func main() {}
