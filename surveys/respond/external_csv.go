package respond

import (
	"io"
	"iter"
	"strconv"
	"strings"
	"time"

	"halte/surveys"
)

// answerColumns are the columns a file of answers may have, in any order.
var answerColumns = []string{"response_id", "event_id", "touchpoint", "survey", "contact_id", "occurred_at", "answered_at", "locale", "channel", "rating", "comment"}

// ReadAnswer is one line of a file of answers, or why it was refused.
type ReadAnswer struct {
	Answer  ExternalResponse
	Line    int // in the file, from 1, where the record begins
	Refused *surveys.Error
}

// ReadAnswersCSV reads answers from CSV with a header line, without holding more
// than one. Its column channel is the answer's source ("email" is mail). A line
// that cannot be read is refused and the next one goes on; the error is about the
// file as a whole: a header that lacks a column, or names one that does not exist.
func ReadAnswersCSV(r io.Reader) (iter.Seq[ReadAnswer], error) {
	lines, err := surveys.CsvLines(r, answerColumns, "response_id", "rating")
	if err != nil {
		return nil, err
	}
	return func(yield func(ReadAnswer) bool) {
		for l := range lines {
			read := ReadAnswer{Line: l.Number, Refused: l.Refused}
			if read.Refused == nil {
				read.Answer, read.Refused = readAnswer(l.Field)
			}
			if !yield(read) {
				return
			}
		}
	}, nil
}

func readAnswer(field func(string) string) (ExternalResponse, *surveys.Error) {
	a := ExternalResponse{
		ID: field("response_id"), EventID: field("event_id"), Touchpoint: field("touchpoint"), Survey: field("survey"),
		ContactID: field("contact_id"), Locale: field("locale"), Source: surveys.Source(field("channel")), Comment: field("comment"),
	}
	if a.ID == "" {
		return a, surveys.Refuse("response_id", "is missing: without it a second import would count the answer twice")
	}
	if a.Source == "email" {
		a.Source = surveys.SourceMail
	}
	rating, err := strconv.Atoi(strings.TrimSpace(field("rating")))
	if err != nil {
		return a, surveys.Refuse("rating", "is not a whole number")
	}
	a.Rating = &rating
	for _, f := range []struct {
		name string
		to   *time.Time
	}{{"occurred_at", &a.OccurredAt}, {"answered_at", &a.AnsweredAt}} {
		text := field(f.name)
		if text == "" {
			continue
		}
		var refused *surveys.Error
		if *f.to, refused = surveys.ReadTime(f.name, &text); refused != nil {
			return a, refused
		}
	}
	return a, nil
}
