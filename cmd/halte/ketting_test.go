package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"math"
	"os"
	"slices"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/intake"
	"halte/surveys/respond"
	"halte/surveys/sheet"
	"halte/surveys/store"
	"halte/surveys/surveystest"
	"halte/surveys/surveystest/servers"
)

// TestKettingScoresAreWhatTheyMustBe applies the shop's definition, imports its
// history, and holds every figure against a reckoning made elsewhere.
func TestKettingScoresAreWhatTheyMustBe(t *testing.T) {
	t.Parallel()
	servers.Databases(t, func(t *testing.T, url string) {
		s := kettingService(t, url)
		for _, run := range []string{"first", "second"} { // the second changes nothing
			events := importEventsFrom(t, s, demoEvents)
			answers := importAnswersFrom(t, s, demoAnswers)
			want := [4]int{10417, 10458 - 10417, 2972, 0}
			if run == "second" {
				want = [4]int{0, 10458, 0, 2972}
			}
			if got := [4]int{events.accepted, events.duplicate, answers.accepted, answers.duplicate}; got != want {
				t.Fatalf("%s import: accepted and duplicate events and answers are %v, want %v (%v %v)", run, got, want, events.refusals, answers.refusals)
			}
		}
		checkKetting(t, s)
		rows, differences, err := s.VerifyRollups(t.Context())
		if err != nil || len(differences) > 0 || rows == 0 {
			t.Errorf("verify: %d rows, %v, %v", rows, differences, err)
		}
		invitations, err := s.Read(t.Context()).InvitationList(surveys.InvitationFilter{Limit: 1})
		if err != nil || len(invitations) > 0 {
			t.Errorf("history led to invitations: %v %v", invitations, err)
		}
	})
}

func kettingService(t *testing.T, url string) *surveystest.Halte {
	t.Helper()
	db, err := store.Open(t.Context(), url, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	s := surveystest.New(t, db, "", func(o *surveystest.Options) { o.Now = surveystest.At("2026-10-08T09:00:00Z").Now })
	definition, err := os.ReadFile("testdata/ketting/definition.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Apply(t.Context(), definition, false); err != nil {
		t.Fatal(err)
	}
	return s
}

func unzip(t *testing.T, b []byte) io.Reader {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func importEventsFrom(t *testing.T, s *surveystest.Halte, zipped []byte) report {
	t.Helper()
	r, err := importAllEvents(t.Context(), s.Intake, intake.EventLines(unzip(t, zipped)), false, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func importAnswersFrom(t *testing.T, s *surveystest.Halte, zipped []byte) report {
	t.Helper()
	answers, err := respond.ReadAnswersCSV(unzip(t, zipped), sheet.Form{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := importAllAnswers(t.Context(), s.Respond, answers)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func checkKetting(t *testing.T, s *surveystest.Halte) {
	t.Helper()
	var want struct {
		Touchpoints map[string]struct {
			Metric string
			N      int64
			Counts []int64
			Score  float64
			Lo, Hi float64
			Weeks  map[string][]int64
		}
	}
	text, err := os.ReadFile("testdata/ketting/expected.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	if len(want.Touchpoints) != 9 {
		t.Fatalf("expected.json has %d touchpoints, want 9", len(want.Touchpoints))
	}
	near := func(a, b float64) bool { return math.Abs(a-b) <= 1e-5 }
	for key, w := range want.Touchpoints {
		got, err := s.TouchpointScore(t.Context(), insight.ScoreQuery{
			Touchpoint: key, From: "2026-04-01", To: "2026-10-05", Trend: "week", Small: true,
		})
		if err != nil {
			t.Fatal(err)
		}
		if string(got.Metric) != w.Metric || got.N != w.N || !slices.Equal(got.Histogram, w.Counts) {
			t.Errorf("%s: %s n=%d %v, want %s n=%d %v", key, got.Metric, got.N, got.Histogram, w.Metric, w.N, w.Counts)
		}
		if !near(*got.Score, w.Score) || !near(got.Interval[0], w.Lo) || !near(got.Interval[1], w.Hi) {
			t.Errorf("%s: %v %v, want %v [%v %v]", key, *got.Score, *got.Interval, w.Score, w.Lo, w.Hi)
		}
		weeks := 0
		for _, point := range got.Trend {
			if start, err := time.Parse(time.DateOnly, point.Start); err != nil || start.Weekday() != time.Monday {
				t.Errorf("%s: a week begins on %s", key, point.Start)
			}
			if point.N == 0 {
				continue
			}
			weeks++
			if !slices.Equal(point.Histogram, w.Weeks[point.Start]) {
				t.Errorf("%s, week of %s: %v, want %v", key, point.Start, point.Histogram, w.Weeks[point.Start])
			}
		}
		if weeks != len(w.Weeks) {
			t.Errorf("%s: %d weeks with answers, want %d", key, weeks, len(w.Weeks))
		}
	}
}
