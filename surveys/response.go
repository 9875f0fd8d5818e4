package surveys

import (
	"strings"
	"time"
)

// Comments gives what was written in free text, in the order of the questions.
func (s Survey) Comments(r Response) []string {
	var out []string
	for _, f := range s.FollowUps {
		if f.Type.FreeText() {
			out = append(out, r.Answers[f.Key]...)
		}
	}
	return out
}

// Source is the way an answer came in.
type Source string

// The sources of a response.
const (
	SourceMail   Source = "mail"
	SourceLink   Source = "link"
	SourceKiosk  Source = "kiosk"
	SourceEmbed  Source = "embed"
	SourceAPI    Source = "api"
	SourceImport Source = "import"
)

// Known says whether s is one of the sources.
func (s Source) Known() bool {
	switch s {
	case SourceMail, SourceLink, SourceKiosk, SourceEmbed, SourceAPI, SourceImport:
		return true
	}
	return false
}

// externalResponse begins the id of each response that came from elsewhere, so that
// no id that others choose is that of an invitation. Those of before stand without it.
const externalResponse = "external:"

// ExternalResponseID gives the id under which a response from elsewhere is kept; given
// is the id that its sender chose.
func ExternalResponseID(given string) string { return externalResponse + given }

// GivenID gives the id by which a response is known outside: the one that its sender
// chose, or that of its invitation.
func (r Response) GivenID() string { return strings.TrimPrefix(r.ID, externalResponse) }

// Erased says whether the one who gave the response was erased.
func (r Response) Erased() bool {
	return r.ContactID == "" && strings.HasPrefix(r.GivenID(), ErasedPrefix)
}

// ErasedPrefix begins the random id that an erasure puts in the place of another.
const ErasedPrefix = "erased-"

// The waves of a mail that was answered.
const (
	WaveFirst    = "first"
	WaveReminder = "reminder"
)

// Response is what one contact answered. Responses are append-only: a change of
// answer is a row with the same id and the next revision, and the newest
// revision is the answer. Only within one minute (MinuteOf) does a change take the place
// of the revision before.
type Response struct {
	ID         string
	Revision   int    // from 1
	Invitation string // empty when nobody was invited
	EventID    string // empty when no event stands behind it
	Survey     string
	Version    int // of the survey; 0 when unknown (imported)
	Touchpoint string
	ContactID  string // empty when anonymous or erased
	Person     Person // empty when anonymous or erased
	Respondent int64  // random number that outlives an erasure; 0 when anonymous
	Rating     int
	Answers    map[string][]string // follow-up key to what was said; emptied by an erasure
	Locale     string
	Wave       string // first or reminder; empty when no mail of ours stands behind it
	Source     Source
	Imported   bool // read from a file of earlier answers; starts the quarantine at AnsweredAt
	Segments   map[string]string
	Day        string // of the experience, in the organisation's zone
	OccurredAt time.Time
	AnsweredAt time.Time // of this revision
	RecordedAt time.Time
}
