// Package sqlite registers a database driver that opens files.
package sqlite

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"os"
)

func init() { sql.Register("sqlite", &Driver{}) }

type Driver struct{}

func (*Driver) Open(name string) (driver.Conn, error) {
	if _, err := os.Open(name); err != nil {
		return nil, err
	}
	return nil, errors.New("not implemented")
}
