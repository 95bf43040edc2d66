package kernel

// Evidence is what was added to the evidence of a dispute, and the form that adds more.
type Evidence struct {
	URL    string // where the form goes; a part is removed below it
	Parts  []EvidencePart
	Kinds  []Option // what a file may show
	CanAdd bool
	Text   string // as typed
}

// EvidencePart is a text or a file that one side added. Kind is a code below
// "evidence_kind."; a text has none.
type EvidencePart struct {
	ID      string
	Kind    string
	Name    string
	Text    string
	Side    string // who added it; empty where only one side is shown
	LeftOut bool   // it is not sent: there is no room for it
}
