package respond

import (
	"cmp"
	"io"
	"iter"
	"strings"

	"halte/surveys"
	"halte/surveys/sheet"
)

// answerColumns are the columns a file of answers may have, in any order. channel is
// an older name of source.
var answerColumns = []string{"response_id", "event_id", "touchpoint", "survey", "contact_id", "occurred_at", "answered_at", "locale", "source", "rating", "comment", "channel"}

// ReadAnswer is one line of a file of answers, or why it was refused.
type ReadAnswer struct {
	Answer  ExternalResponse
	Line    int // in the file, from 1, where the record begins
	Refused *surveys.Error
}

// ReadAnswersCSV reads answers from CSV with a header line, without holding more
// than one. In its column source, "email" is mail. A line that cannot be read is refused
// and the next one goes on; the error is about the file as a whole: a header that lacks
// a column, or names one that does not exist.
func ReadAnswersCSV(r io.Reader, form sheet.Form) (iter.Seq[ReadAnswer], error) {
	rows, err := sheet.Read(r, form, answerColumns, "response_id", "rating")
	if err != nil {
		return nil, err
	}
	return func(yield func(ReadAnswer) bool) {
		for row := range rows {
			read := ReadAnswer{Line: row.Line, Refused: row.Refused}
			if read.Refused == nil {
				read.Answer, read.Refused = readAnswer(row.Field, form)
			}
			if !yield(read) {
				return
			}
		}
	}, nil
}

func readAnswer(field func(string) string, form sheet.Form) (ExternalResponse, *surveys.Error) {
	a := ExternalResponse{
		ID: field("response_id"), EventID: field("event_id"), Touchpoint: field("touchpoint"), Survey: field("survey"),
		ContactID: field("contact_id"), Locale: field("locale"), Comment: field("comment"),
	}
	if a.ID == "" {
		return a, surveys.Refuse("response_id", "is missing: without it a second import would count the answer twice")
	}
	source, older := field("source"), field("channel")
	if source != "" && older != "" && source != older {
		return a, surveys.Refuse("source", "is not what channel says, which is another name of it")
	}
	a.Source = surveys.Source(strings.ToLower(cmp.Or(source, older)))
	if a.Source == "email" {
		a.Source = surveys.SourceMail
	}
	rating, whole := sheet.Whole(field("rating"))
	if !whole {
		return a, surveys.Refuse("rating", "is not a whole number")
	}
	a.Rating = &rating
	var refused *surveys.Error
	if a.OccurredAt, refused = form.Time("occurred_at", field("occurred_at")); refused != nil {
		return a, refused
	}
	a.AnsweredAt, refused = form.Time("answered_at", field("answered_at"))
	return a, refused
}
