// Package store opens databases, by whatever driver.
package store

import "database/sql"

func Open(driver, source string) (*sql.DB, error) { return sql.Open(driver, source) }
