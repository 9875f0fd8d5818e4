package respond

import (
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/metric"
)

// A survey may have got another metric since the answer was looked at.
func TestARatingIsHeldAgainstTheSurveyOfTheRowThatIsWritten(t *testing.T) {
	t.Parallel()
	off := &draft{Response: surveys.Response{ID: "a", Survey: "s", Rating: 10}}
	w, err := revise([]*draft{off}, map[string]surveys.Response{}, scales{"s": metric.CES}, time.Time{}, tallies{}, nil)
	if err != nil || len(w.rows) != 0 || off.refused == nil || off.refused.Field != "rating" {
		t.Errorf("%+v, %v; refused %v", w.rows, err, off.refused)
	}
}
