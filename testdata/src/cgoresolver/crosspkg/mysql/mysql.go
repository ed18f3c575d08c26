// Package mysql registers a database driver that looks up names.
package mysql

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"net"
)

func init() { sql.Register("mysql", &Driver{}) }

type Driver struct{}

func (*Driver) Open(name string) (driver.Conn, error) {
	conn, err := net.Dial("tcp", name)
	if err != nil {
		return nil, err
	}
	conn.Close()
	return nil, errors.New("not implemented")
}
