package explore

import (
	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/explore/interp"
	"github.com/gopitfalls/gopitfalls/internal/explore/witness"
)

// What users of the package name, wherever it is declared.

type (
	// Op is declared in package witness.
	Op = witness.Op
	// Stuck is declared in package witness.
	Stuck = witness.Stuck
	// Client is declared in package witness.
	Client = witness.Client
	// Hold is declared in package witness.
	Hold = witness.Hold
	// Chan is declared in package witness.
	Chan = witness.Chan
	// Leave is declared in package witness.
	Leave = witness.Leave
	// LeaveKind is declared in package witness.
	LeaveKind = witness.LeaveKind
	// Step is declared in package witness.
	Step = witness.Step
	// Cure is declared in package witness.
	Cure = witness.Cure
	// GiveUp is declared in package interp.
	GiveUp = interp.GiveUp
	// Escape is declared in package domain.
	Escape = domain.Escape
)

const (
	Send          = witness.Send
	Receive       = witness.Receive
	Range         = witness.Range
	Select        = witness.Select
	Forever       = witness.Forever
	Lock          = witness.Lock
	RLock         = witness.RLock
	Join          = witness.Join
	Room          = witness.Room
	Signal        = witness.Signal
	Once          = witness.Once
	Twice         = witness.Twice
	Nobody        = witness.Nobody
	Returned      = witness.Returned
	Blocked       = witness.Blocked
	MovedOn       = witness.MovedOn
	Itself        = witness.Itself
	Buffer        = witness.Buffer
	Coarse        = interp.Coarse
	TooManyStates = interp.TooManyStates
)
