package nilchan_test

import (
	"testing"

	"github.com/gopitfalls/gopitfalls/analyzers/nilchan"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

func Test(t *testing.T) {
	checktest.Run(t, nilchan.Analyzer, "nilchan/ok", "nilchan/bad", "nilchan/generics", "nilchan/world")
}
