package flow

import (
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/cfg"
)

// Reaches is [cfg.Reaches].
func Reaches(from, to ssa.Instruction) bool { return cfg.Reaches(from, to) }

// ReachesAvoiding is [cfg.ReachesAvoiding].
func ReachesAvoiding(from, to, avoid ssa.Instruction) bool {
	return cfg.ReachesAvoiding(from, to, avoid)
}

// ReachesUnless is [cfg.ReachesUnless].
func ReachesUnless(from, to ssa.Instruction, stop func(ssa.Instruction) bool) bool {
	return cfg.ReachesUnless(from, to, stop)
}

// Between is [cfg.Between].
func Between(from, to, avoid ssa.Instruction, visit func(ssa.Instruction) bool) bool {
	return cfg.Between(from, to, avoid, visit)
}

// ReachesReturn is [cfg.ReachesReturn].
func ReachesReturn(from ssa.Instruction, avoiding []ssa.Instruction) bool {
	return cfg.ReachesReturn(from, avoiding)
}

// Dominates is [cfg.Dominates].
func Dominates(a, b ssa.Instruction) bool { return cfg.Dominates(a, b) }

// Live is [cfg.Live].
func Live(fn *ssa.Function) map[*ssa.BasicBlock]bool {
	live := make(map[*ssa.BasicBlock]bool)
	for i, ok := range cfg.Live(fn) {
		live[fn.Blocks[i]] = ok
	}
	return live
}
