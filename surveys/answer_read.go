package surveys

// wireAnswer is GivenAnswer with the times as text, so that a bad one can be named.
type wireAnswer struct {
	GivenAnswer
	OccurredAt *string `json:"occurred_at"`
	AnsweredAt *string `json:"answered_at"`
}

// ReadAnswers reads one answer, an array of them, or one on each line (NDJSON),
// as ReadEvents reads events.
func ReadAnswers(text []byte, lines bool) ([]ReadAnswer, error) {
	return readList(text, lines, "answer", MaxAnswers, readGivenAnswer)
}

func readGivenAnswer(raw []byte, line int, refused *Error) ReadAnswer {
	out := ReadAnswer{Line: line, Refused: refused}
	if refused != nil {
		return out
	}
	var w wireAnswer
	out.Refused = readObject(raw, &w, "answer")
	out.Answer = w.GivenAnswer
	if out.Refused == nil {
		out.Answer.OccurredAt, out.Refused = readTime("occurred_at", w.OccurredAt)
	}
	if out.Refused == nil {
		out.Answer.AnsweredAt, out.Refused = readTime("answered_at", w.AnsweredAt)
	}
	return out
}
