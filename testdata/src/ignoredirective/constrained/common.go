package constrained

// The package has files that are left out here, so this one may mean something
// else where they are not.
func common() {
	_ = 0 //gopitfalls:ignore connfile on some systems
}
