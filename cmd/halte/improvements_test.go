package main

import (
	"math"
	"testing"
	"time"

	"halte/surveys/followup"
	"halte/surveys/improve"
	"halte/surveys/store"
	"halte/surveys/surveystest"
	"halte/surveys/surveystest/servers"
)

// TestKettingImprovementsGetTheVerdictsTheyMust writes down what the shop is to change
// in the summer, and looks in the autumn.
func TestKettingImprovementsGetTheVerdictsTheyMust(t *testing.T) {
	t.Parallel()
	servers.Databases(t, func(t *testing.T, url string) {
		// Everybody who met a touchpoint in the history has had time to answer.
		s := shopOn(t, url, "2026-10-15T09:00:00Z")
		importAnswersFrom(t, s, demoAnswers) // they carry all that a verdict needs
		written := func(id string) improve.ImprovementReport {
			for _, d := range demoImprovements {
				if d.id == id {
					err := d.writeDown(t.Context(), s.Improve, func(at time.Time) time.Time { return at })
					if err != nil {
						t.Fatal(err)
					}
					r, err := s.ImprovementReport(t.Context(), id, true)
					if err != nil {
						t.Fatal(err)
					}
					return r
				}
			}
			t.Fatalf("the demo has no improvement %q", id)
			return improve.ImprovementReport{}
		}

		carrier := written("new-carrier").Verdict
		if carrier.State != improve.Moved || carrier.Words != improve.After {
			t.Errorf("the new carrier: %s, %s; want moved, after", carrier.State, carrier.Words)
		}
		wantsAbout(t, "the difference at delivery", carrier.Change.Difference, 41, 0.5)
		wantsAbout(t, "its lower end", carrier.Change.Interval[0], 16, 0.5)
		wantsAbout(t, "its upper end", carrier.Change.Interval[1], 65, 0.5)
		if against := carrier.AgainstControls; against.Clear {
			t.Error("against first service the difference is clear, and must not be")
		} else {
			wantsAbout(t, "the lower end against first service", against.Interval[0], -12, 0.5)
			wantsAbout(t, "the upper end against first service", against.Interval[1], 91, 0.5)
		}
		if claim := carrier.Change.Claim; claim == nil || claim.Day != "2026-09-19" {
			t.Errorf("it was claimed on %+v, want 2026-09-19", claim)
		}

		checkout := written("one-page-checkout").Verdict
		if checkout.State != improve.NotEnough || checkout.Expected == nil || checkout.Expected.More <= 0 {
			t.Errorf("the checkout: %s, %+v; want not enough answers, and how many more", checkout.State, checkout.Expected)
		}
		wantsAbout(t, "the difference at checkout", checkout.Change.Difference, 0, 0.05)
		if most := max(-checkout.Change.Interval[0], checkout.Change.Interval[1]); most <= 0.3 {
			t.Errorf("differences above %v are excluded at checkout, and 0.3 must not be", most)
		}
	})
}

// TestTheDemoShowsItsImprovements loads the demo as on any day.
func TestTheDemoShowsItsImprovements(t *testing.T) {
	t.Parallel()

	const day = "2027-02-03T08:00:00Z"
	s := shopOn(t, "sqlite://"+t.TempDir()+"/halte.db", day)
	if _, err := loadDemo(t.Context(), roomsOf(s), surveystest.Time(day)); err != nil {
		t.Fatal(err)
	}
	all, err := s.ImprovementReports(t.Context(), false)
	if err != nil || len(all) != 2 {
		t.Fatalf("%d improvements, %v", len(all), err)
	}
	for _, r := range all {
		if change, _ := time.Parse(time.DateOnly, r.Day); change.Weekday() != time.Monday {
			t.Errorf("%s was on a %s", r.ID, change.Weekday())
		}
		want := map[string]improve.VerdictState{"new-carrier": improve.Moved, "one-page-checkout": improve.NotEnough}[r.ID]
		if r.Verdict.State != want {
			t.Errorf("%s is %s, want %s", r.ID, r.Verdict.State, want)
		}
	}
	chosen, err := s.FollowUps(t.Context(), followup.Query{Touchpoint: "delivery", Small: true})
	if err != nil || len(chosen.Questions) != 1 || chosen.Questions[0].N < 50 {
		t.Errorf("what people chose at Delivery: %+v, %v", chosen, err)
	}
}

func wantsAbout(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if math.Abs(got-want) > within {
		t.Errorf("%s is %v, want about %v", what, got, want)
	}
}

// shopOn is a service on an empty database with the shop's definition, at a time.
func shopOn(t *testing.T, url, now string) *surveystest.Halte {
	t.Helper()
	db, err := store.Open(t.Context(), url, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	s := surveystest.New(t, db, "", func(o *surveystest.Options) { o.Now = surveystest.At(now).Now })
	if _, err := s.Apply(t.Context(), demoDefinition, false); err != nil {
		t.Fatal(err)
	}
	return s
}

// roomsOf gives the services of a Halte in a test.
func roomsOf(h *surveystest.Halte) rooms {
	return rooms{h.Plans, h.Access, h.Definition, h.Intake, h.Dispatch, h.Respond, h.FollowUp, h.Insight, h.Journey, h.Improve, h.Privacy}
}
