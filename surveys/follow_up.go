package surveys

import (
	"cmp"
	"slices"
)

// FollowUp is a short question after the rating.
type FollowUp struct {
	Key      string       `yaml:"key" json:"key"`
	Type     FollowUpType `yaml:"type" json:"type"`
	ShowIf   string       `yaml:"show_if,omitempty" json:"show_if,omitempty" doc:"Condition on rating; shown always when empty"`
	Question Text         `yaml:"question,flow" json:"question"`
	Options  []Option     `yaml:"options,omitempty" json:"options,omitempty"`
}

// Option is one choice of a follow-up whose type lets the definition list them.
type Option struct {
	Key  string `yaml:"key" json:"key"`
	Text Text   `yaml:"text,flow" json:"text"`
}

// Check gives the answer to one follow-up as it is kept; empty when nothing was
// said.
func (f FollowUp) Check(values []string) ([]string, *Error) {
	kept := make([]string, 0, len(values))
	for _, v := range values {
		if v = CleanText(v); v != "" {
			kept = append(kept, v)
		}
	}
	row := f.Type.row()
	if !row.several && len(kept) > 1 {
		return nil, Refuse(f.Key, "takes one answer").Because(RefusedSeveral)
	}
	for i, v := range kept {
		if refused := row.check(f, v); refused != nil {
			return nil, refused
		}
		if slices.Contains(kept[:i], v) {
			return nil, Refuse(f.Key, "names a choice twice").Because(RefusedChoiceTwice)
		}
	}
	return kept, nil
}

// FollowUpType is the kind of answer a follow-up question takes. What it knows of
// itself is a row of the table; everything else asks the row.
type FollowUpType string

// followUpRow is all that is particular to one type. Each type has a file that
// adds its row; a field left out has the meaning given here.
type followUpRow struct {
	name         FollowUpType
	place        int  // among all types, wherever they are listed
	leastOptions int  // that the definition has to list; 0: it may list none
	several      bool // takes any number of values, each once
	freeText     bool // a value is in the respondent's own words, and read as a comment; else it is counted

	// choices are the values that it takes, even when the definition lists options; nil:
	// the keys of the options.
	choices []string

	// check says what is wrong with one value, in words that follow the key of the
	// question and by a reason of RespondentRefusals; nil for nothing.
	check func(f FollowUp, value string) *Error
}

var followUpTable []followUpRow

// addFollowUpType puts a row into its place. It runs before main, once for each
// type.
func addFollowUpType(r followUpRow) bool {
	followUpTable = append(followUpTable, r)
	slices.SortFunc(followUpTable, func(a, b followUpRow) int { return cmp.Compare(a.place, b.place) })
	return true
}

// unknownFollowUpType takes no answer.
var unknownFollowUpType = followUpRow{
	check: func(f FollowUp, _ string) *Error { return Refuse(f.Key, "has a type that is not known") },
}

func (t FollowUpType) row() *followUpRow {
	for i := range followUpTable {
		if followUpTable[i].name == t {
			return &followUpTable[i]
		}
	}
	return &unknownFollowUpType
}

// FollowUpTypes returns every type, in the order in which they are listed
// everywhere.
func FollowUpTypes() []FollowUpType {
	all := make([]FollowUpType, len(followUpTable))
	for i, r := range followUpTable {
		all[i] = r.name
	}
	return all
}

// LeastOptions returns how many options a definition has to list for a follow-up
// of this type; 0 for one that may list none, and for an unknown type.
func (t FollowUpType) LeastOptions() int { return t.row().leastOptions }

// FreeText reports whether an answer is in the respondent's own words. It is then
// read as a comment, its words are counted, and a comment that comes in without
// the key of a question may be its answer.
func (t FollowUpType) FreeText() bool { return t.row().freeText }

// Counted reports whether answers are choices, of which the shares are counted;
// false for an unknown type.
func (t FollowUpType) Counted() bool { return t.row() != &unknownFollowUpType && !t.row().freeText }

// Several reports whether one respondent may make several choices.
func (t FollowUpType) Several() bool { return t.row().several }

// Choices gives the keys that an answer is made of, in the order in which they are
// asked; none for free text.
func (f FollowUp) Choices() []string {
	if fixed := f.Type.row().choices; fixed != nil {
		return fixed
	}
	keys := make([]string, len(f.Options))
	for i, o := range f.Options {
		keys[i] = o.Key
	}
	return keys
}

// checkOption refuses a value that is none of the follow-up's options.
func checkOption(f FollowUp, value string) *Error {
	if slices.ContainsFunc(f.Options, func(o Option) bool { return o.Key == value }) {
		return nil
	}
	return Refuse(f.Key, "is not one of the choices").Because(RefusedNoChoice)
}
