package interp

// A GiveUp says why a root was not explored to its end, or why something in it
// was taken for help.
type GiveUp uint8

const (
	TooManyStates     GiveUp = iota // the budget of the root ran out
	Coarse                          // paths were taken for one that differ in what they decided
	TooDeep                         // calls or recursion beyond the bound
	TooManyGoroutines               // alive at a time
	TooManyElements                 // in a slice or map of channels
	TooManyRounds                   // a loop whose count is known but high
	TooManyRelations                // between numbers
	NoCanonicalForm                 // of a value: a defect of the explorer
	NumGiveUps
)

var giveUpTexts = [NumGiveUps]string{
	TooManyStates:     "too many states",
	Coarse:            "paths taken for one",
	TooDeep:           "calls too deep",
	TooManyGoroutines: "too many goroutines",
	TooManyElements:   "too many elements",
	TooManyRounds:     "a loop with too many rounds",
	TooManyRelations:  "too many relations of numbers",
	NoCanonicalForm:   "a value without canonical form",
}

func (r GiveUp) String() string { return giveUpTexts[r] }

// Cut reports whether a root that gave up for this reason was not explored to
// its end.
func (r GiveUp) Cut() bool { return r == TooManyStates || r == NoCanonicalForm }
