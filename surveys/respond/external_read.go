package respond

import (
	"io"

	"halte/surveys"
	"halte/surveys/jsonlist"
)

// wireAnswer is GivenAnswer with the times as text, so that a bad one can be named.
type wireAnswer struct {
	ID         string              `json:"id"`
	EventID    string              `json:"event_id"`
	Touchpoint string              `json:"touchpoint"`
	Survey     string              `json:"survey"`
	ContactID  string              `json:"contact_id"`
	OccurredAt *string             `json:"occurred_at"`
	AnsweredAt *string             `json:"answered_at"`
	Locale     string              `json:"locale"`
	Source     surveys.Source      `json:"source"`
	Rating     *int                `json:"rating"`
	Comment    string              `json:"comment"`
	Answers    map[string][]string `json:"answers"`
}

// ReadAnswers reads one answer, an array of them, or one on each line (NDJSON),
// as ReadEvents reads events.
func ReadAnswers(r io.Reader, lines bool) ([]ReadAnswer, error) {
	return jsonlist.Read(r, lines, "answer", MaxAnswers, readExternalResponse)
}

func readExternalResponse(raw []byte, line int, refused *surveys.Error) ReadAnswer {
	out := ReadAnswer{Line: line, Refused: refused}
	if refused != nil {
		return out
	}
	var w wireAnswer
	out.Refused = jsonlist.Object(raw, &w, "answer")
	out.Answer = ExternalResponse{
		ID: w.ID, EventID: w.EventID, Touchpoint: w.Touchpoint, Survey: w.Survey, ContactID: w.ContactID,
		Locale: w.Locale, Source: w.Source, Rating: w.Rating, Comment: w.Comment, Answers: w.Answers,
	}
	if out.Refused == nil {
		out.Answer.OccurredAt, out.Refused = surveys.ReadTime("occurred_at", w.OccurredAt)
	}
	if out.Refused == nil {
		out.Answer.AnsweredAt, out.Refused = surveys.ReadTime("answered_at", w.AnsweredAt)
	}
	return out
}
