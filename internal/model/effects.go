package model

import (
	"maps"
	"slices"
)

// An Effect is something that a function does; the tables explain each.
type Effect string

// What loops ask: see loops.txt.
const (
	Accepts  Effect = "accepts"
	Exhausts Effect = "exhausts"
	Persists Effect = "persists"
	PeerErr  Effect = "peererr"
	Empties  Effect = "empties"
	MapPut   Effect = "mapput"
	MapDrop  Effect = "mapdrop"
	Scans    Effect = "scans"
	ScanErr  Effect = "scanerr"
	Pauses   Effect = "pauses"
	answers  Effect = "answers"
	Yields   Effect = "yields"
	EOF      Effect = "endofinput"
	ErrorIs  Effect = "erroris"
	Closes   Effect = "closeschan"
)

// What waits for other processes: see waits.txt.
const (
	Requests      Effect = "requests"
	RequestsBy    Effect = "requestsby"
	Sends         Effect = "sends"
	NewRequest    Effect = "newrequest"
	NewRequestCtx Effect = "newrequestctx"
	Bounds        Effect = "bounds"
	UsualClient   Effect = "usualclient"
	Accepted      Effect = "accepted"
	Wraps         Effect = "wraps"
	Datagrams     Effect = "datagrams"
	Network       Effect = "network"
	CommandCtx    Effect = "commandctx"
	Captures      Effect = "captures"
	Plain         Effect = "plain"
	OutPipe       Effect = "outpipe"
	CmdWait       Effect = "cmdwait"
	NewCmd        Effect = "newcmd"
	StartsCmd     Effect = "startscmd"
	DialledConn   Effect = "dialledconn"
	ShutsDown     Effect = "shutsdown"
	RunsCmd       Effect = "runscmd"
	CmdOutput     Effect = "cmdoutput"
	Handshakes    Effect = "handshakes"
	service       Effect = "service"
	callOption    Effect = "calloption"
	limited       Effect = "limited"
	peer          Effect = "peer"
)

// Effects on files and connections.
const (
	DupFile     Effect = "dupfile"
	SetBlocking Effect = "setblocking"
	SetNonblock Effect = "setnonblock"
	Fcntl       Effect = "fcntl"
	Ioctl       Effect = "ioctl"
	DupFd       Effect = "dupfd"
	DupTo       Effect = "dupto"
	Adopt       Effect = "adopt"
	NewConn     Effect = "newconn"
	HandOff     Effect = "handoff"
	NilTimer    Effect = "niltimer"

	NewFile  Effect = "newfile"
	Pollable Effect = "pollable"
	Deadline Effect = "deadline"
	AdoptFd  Effect = "adoptfd"
	CloseFd  Effect = "closefd"
	LockFd   Effect = "lockfd"
	WatchFd  Effect = "watchfd"
	Register Effect = "register"
	PutFd    Effect = "putfd"
	Lasts    Effect = "lasts"
	RawConn  Effect = "rawconn"
	RawCall  Effect = "rawcall"
	Borrow   Effect = "borrow"
	Reads    Effect = "reads"

	Opens  Effect = "opens"
	Digits Effect = "digits"
	Writes Effect = "writes"

	ChildArgs Effect = "childargs"
	ChildText Effect = "childtext"
	ProcArgs  Effect = "procargs"
	ProcText  Effect = "proctext"
	ExecArgs  Effect = "execargs"

	RecordLock Effect = "recordlock"
	Polls      Effect = "polls"
)

// Effects on the process, and on how it looks names up.
const (
	Syscall         Effect = "syscall"
	RawSyscall      Effect = "rawsyscall"
	Execs           Effect = "execs"
	MaxThreads      Effect = "maxthreads"
	GoResolver      Effect = "goresolver"
	ResolverDial    Effect = "resolverdial"
	RecordLookup    Effect = "recordlookup"
	DefaultResolver Effect = "defaultresolver"
)

// Ways in which a call does not come back, or not soon.
const (
	NoReturn Effect = "noreturn"
	Exits    Effect = "exits"
	Goexits  Effect = "goexits"
	Panics   Effect = "panics"
	Serves   Effect = "serves"
	NonNil   Effect = "nonnil"
	Positive Effect = "positive"
	Steady   Effect = "steady"
	Lingers  Effect = "lingers"
	Command  Effect = "command"

	brief Effect = "brief" // behind Brief
)

// Effects on contexts.
const (
	CtxRoot   Effect = "ctxroot"
	CtxCancel Effect = "ctxcancel"
	CtxTimer  Effect = "ctxtimer"
	CtxValue  Effect = "ctxvalue"
	CtxDetach Effect = "ctxdetach"
	CtxAfter  Effect = "ctxafter"
	CtxDone   Effect = "ctxdone"
	CtxErr    Effect = "ctxerr"
	CtxGet    Effect = "ctxget"
)

// Effects on timers.
const (
	TimeAfter   Effect = "timeafter"
	TimeTick    Effect = "timetick"
	NewTimer    Effect = "newtimer"
	NewTicker   Effect = "newticker"
	AfterFunc   Effect = "afterfunc"
	TimerStop   Effect = "timerstop"
	TimerReset  Effect = "timerreset"
	TickerStop  Effect = "tickerstop"
	TickerReset Effect = "tickerreset"
)

// Effects on what package sync synchronizes with.
const (
	WgAdd         Effect = "wgadd"
	WgDone        Effect = "wgdone"
	WgWait        Effect = "wgwait"
	WgGo          Effect = "wggo"
	Lock          Effect = "lock"
	Unlock        Effect = "unlock"
	TryLock       Effect = "trylock"
	RLock         Effect = "rlock"
	RUnlock       Effect = "runlock"
	TryRLock      Effect = "tryrlock"
	RLocker       Effect = "rlocker"
	IfLock        Effect = "iflock"
	IfUnlock      Effect = "ifunlock"
	OnceDo        Effect = "oncedo"
	OnceFunc      Effect = "oncefunc"
	OnceValue     Effect = "oncevalue"
	NewCond       Effect = "newcond"
	CondWait      Effect = "condwait"
	CondSignal    Effect = "condsignal"
	CondBroadcast Effect = "condbroadcast"
	AtomicLoad    Effect = "atomicload"
	AtomicStore   Effect = "atomicstore"
	AtomicAdd     Effect = "atomicadd"
	AtomicSwap    Effect = "atomicswap"
	AtomicCAS     Effect = "atomiccas"
	AtomicOther   Effect = "atomicother"
)

// Effects on groups of goroutines, semaphores, signals, pipes and tests.
const (
	GroupCtx      Effect = "groupctx"
	GroupGo       Effect = "groupgo"
	GroupTryGo    Effect = "grouptrygo"
	GroupWait     Effect = "groupwait"
	GroupLimit    Effect = "grouplimit"
	ExtRes        Effect = "extres"
	NewSem        Effect = "newsem"
	SemAcquire    Effect = "semacquire"
	SemTryAcquire Effect = "semtryacquire"
	SemRelease    Effect = "semrelease"
	Notify        Effect = "notify"
	Unnotify      Effect = "unnotify"
	Pipe          Effect = "pipe"
	PipeRead      Effect = "piperead"
	PipeWrite     Effect = "pipewrite"
	PipeClose     Effect = "pipeclose"
	Drains        Effect = "drains"
	Copies        Effect = "copies"
	NeverFails    Effect = "neverfails"
	Ends          Effect = "ends"
	Input         Effect = "input"
	TestRun       Effect = "testrun"
	TestCleanup   Effect = "testcleanup"
	TestCtx       Effect = "testctx"
	TestParallel  Effect = "testparallel"
)

// What is done with functions and iterators.
const (
	Calls    Effect = "calls"
	Once     Effect = "once"
	Walks    Effect = "walks"
	Iterates Effect = "iterates"
	Consumes Effect = "consumes"
)

// What has to do with looking up host names.
const (
	Lookup    Effect = "lookup"
	Resolves  Effect = "resolves"
	Dials     Effect = "dials"
	OwnLookup Effect = "ownlookup"
	Setenv    Effect = "setenv"
	SQLDriver Effect = "sqldriver"
	SQLOpen   Effect = "sqlopen"

	DialsTarget  Effect = "dialstarget"
	Dialled      Effect = "dialled"
	OwnAddress   Effect = "ownaddress"
	Listens      Effect = "listens"
	Formats      Effect = "formats"
	Joins        Effect = "joins"
	Carries      Effect = "carries"
	AddressField Effect = "addressfield"
	Numeric      Effect = "numeric"
)

// Behind [Inert].
const (
	inert    Effect = "inert"
	notInert Effect = "notinert"
	benign   Effect = "benign"
)

// arity is the number of operands of each effect.
var arity = map[Effect]int{
	DupFile: 2, SetBlocking: 1, SetNonblock: 1, Fcntl: 1, Ioctl: 1, DupFd: 2, DupTo: 2, Adopt: 1, NewConn: 1, HandOff: 0, NilTimer: 0,
	NewFile: 1, Pollable: 1, Deadline: 1, AdoptFd: 2, CloseFd: 1, LockFd: 2, RecordLock: 2, WatchFd: 1, Opens: 1, Digits: 2, Writes: 0, ChildArgs: 1, ChildText: 0, ProcArgs: 1, ProcText: 0, ExecArgs: 1, Register: 1, PutFd: 2, Lasts: 0, RawConn: 2, RawCall: 2, Borrow: 1, Reads: 1, Polls: 0,

	Syscall: 1, RawSyscall: 1, Execs: 0, MaxThreads: 1, GoResolver: 0, ResolverDial: 0, RecordLookup: 0, DefaultResolver: 0,

	NoReturn: 0, Exits: 0, Goexits: 0, Panics: 0, Serves: 0, NonNil: 1, Positive: 1, Steady: 1, Lingers: 0, Command: 0, brief: 0,

	CtxRoot: 1, CtxCancel: 3, CtxTimer: 3, CtxValue: 2, CtxDetach: 2, CtxAfter: 3, CtxDone: 1, CtxErr: 1, CtxGet: 1,

	TimeAfter: 1, TimeTick: 1, NewTimer: 1, NewTicker: 1, AfterFunc: 2,
	TimerStop: 1, TimerReset: 1, TickerStop: 1, TickerReset: 1,

	WgAdd: 1, WgDone: 1, WgWait: 1, WgGo: 1,
	Lock: 1, Unlock: 1, TryLock: 1, RLock: 1, RUnlock: 1, TryRLock: 1, RLocker: 2, IfLock: 1, IfUnlock: 1,
	OnceDo: 1, OnceFunc: 2, OnceValue: 2, NewCond: 2, CondWait: 1, CondSignal: 1, CondBroadcast: 1,
	AtomicLoad: 1, AtomicStore: 2, AtomicAdd: 2, AtomicSwap: 2, AtomicCAS: 3, AtomicOther: 2,

	GroupCtx: 3, GroupGo: 1, GroupTryGo: 1, GroupWait: 1, GroupLimit: 1, ExtRes: 1,
	NewSem: 2, SemAcquire: 2, SemTryAcquire: 1, SemRelease: 1, Notify: 1, Unnotify: 1,
	Pipe: 2, PipeRead: 1, PipeWrite: 1, PipeClose: 1, Drains: 1, Copies: 2, NeverFails: 0, Ends: 1, Input: 0,
	TestRun: 1, TestCleanup: 1, TestCtx: 1, TestParallel: 1,

	Calls: 1, Once: 1, Walks: 1, Iterates: 1, Consumes: 1,

	Lookup: 0, Resolves: 1, Dials: 2, OwnLookup: 0, Setenv: 2, SQLDriver: 0, SQLOpen: 1,
	DialsTarget: 1, Dialled: 0, OwnAddress: 0, Listens: 1, Formats: 1, Joins: 2, Carries: 1, AddressField: 0, Numeric: 0,

	answers: 0, Accepts: 1, Exhausts: 1, Persists: 0, PeerErr: 1, Empties: 2, Scans: 1, ScanErr: 1, Pauses: 0, Yields: 0, EOF: 0, ErrorIs: 2, Closes: 1, MapPut: 2, MapDrop: 1,

	Requests: 0, RequestsBy: 1, Sends: 2, NewRequest: 1, NewRequestCtx: 2, Bounds: 0, UsualClient: 0, Accepted: 1, Wraps: 2, Datagrams: 1, Network: 1, CommandCtx: 4, Captures: 1, Plain: 0, OutPipe: 2, CmdWait: 1, ShutsDown: 1, NewCmd: 1, StartsCmd: 1, DialledConn: 1, RunsCmd: 1, CmdOutput: 0, Handshakes: 1, service: 0, callOption: 0, limited: 0, peer: 0,

	inert: 0, notInert: 0, benign: 0,
}

// onOthers are the effects that say nothing of channels, functions, contexts and
// locks.
var onOthers = map[Effect]bool{
	DupFile: true, SetBlocking: true, SetNonblock: true, Fcntl: true, Ioctl: true, DupFd: true, DupTo: true, Adopt: true, NewConn: true, HandOff: true, NilTimer: true,
	NewFile: true, Pollable: true, Deadline: true, AdoptFd: true, CloseFd: true, LockFd: true, RecordLock: true, WatchFd: true, Opens: true, Digits: true, Writes: true, ChildArgs: true, ChildText: true, ProcArgs: true, ProcText: true, ExecArgs: true, Register: true, PutFd: true, Lasts: true, RawConn: true, RawCall: true, Borrow: true, Reads: true, Polls: true,
	Syscall: true, RawSyscall: true, Execs: true, MaxThreads: true,
	Lingers: true, Command: true, brief: true,
	Drains: true, Copies: true, NeverFails: true, Ends: true, Input: true,
	answers: true, Accepts: true, Exhausts: true, Persists: true, PeerErr: true, Empties: true, Scans: true, ScanErr: true, Pauses: true, Yields: true, EOF: true, ErrorIs: true, Closes: true, MapPut: true, MapDrop: true,
	Requests: true, RequestsBy: true, Sends: true, NewRequest: true, NewRequestCtx: true, Bounds: true, UsualClient: true, Accepted: true, Wraps: true, Datagrams: true, Network: true, CommandCtx: true, Captures: true, Plain: true, OutPipe: true, CmdWait: true, ShutsDown: true, NewCmd: true, StartsCmd: true, DialledConn: true, RunsCmd: true, CmdOutput: true, Handshakes: true, service: true, callOption: true, limited: true, peer: true,
	Lookup: true, Resolves: true, Dials: true, OwnLookup: true, Setenv: true, SQLDriver: true, SQLOpen: true,
	DialsTarget: true, Dialled: true, OwnAddress: true, Listens: true, Formats: true, Joins: true, Carries: true, AddressField: true, Numeric: true,
}

// explored are the effects that the explorer interprets.
var explored = map[Effect]bool{
	Exits: true, Goexits: true, Panics: true, Serves: true,
	CtxRoot: true, CtxCancel: true, CtxTimer: true, CtxValue: true, CtxDetach: true,
	CtxAfter: true, CtxDone: true, CtxErr: true, CtxGet: true,
	TimeAfter: true, TimeTick: true, NewTimer: true, NewTicker: true, AfterFunc: true,
	TimerStop: true, TimerReset: true, TickerStop: true, TickerReset: true,
	WgAdd: true, WgDone: true, WgWait: true, WgGo: true,
	Lock: true, Unlock: true, TryLock: true, RLock: true, RUnlock: true, TryRLock: true,
	RLocker: true, NewCond: true, IfLock: true, IfUnlock: true, OnceDo: true, OnceFunc: true, OnceValue: true,
	CondWait: true, CondSignal: true, CondBroadcast: true,
	AtomicLoad: true, AtomicStore: true, AtomicAdd: true, AtomicSwap: true, AtomicCAS: true,
	GroupCtx: true, GroupGo: true, GroupTryGo: true, GroupWait: true, GroupLimit: true,
	Notify: true, TestRun: true, TestCleanup: true, TestParallel: true, Calls: true, Iterates: true,
}

// Explored reports whether the explorer interprets calls with the effect: others
// than these it takes for calls of code that is not seen.
func (e Effect) Explored() bool { return explored[e] }

// Effects returns all that a line of the table can say, sorted.
func Effects() []Effect { return slices.Sorted(maps.Keys(arity)) }
