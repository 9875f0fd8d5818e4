package validate

import (
	"context"
	"fmt"
	"slices"

	"halte/surveys"
	"halte/surveys/guard"
	"halte/surveys/improve"
	"halte/surveys/metric"
)

// improveStore lets improve live on a memory.
type improveStore struct{ *memory }

func (s improveStore) Read(context.Context) improve.Reader { return improveTx{sums(s)} }

func (s improveStore) Update(_ context.Context, fn func(improve.Tx) error) error {
	return fn(improveTx{sums(s)})
}

type improveTx struct{ sums }

func versionKey(id string, version int) string { return fmt.Sprint(id, "/", version) }

func (t improveTx) ImprovementCells(id string) (improve.ImprovementCells, error) {
	return t.cells[id], nil
}

func (t improveTx) ImprovementClaims(id string, version int) ([]improve.ImprovementClaim, error) {
	return t.claims[versionKey(id, version)], nil
}

func (t improveTx) ImprovementSpanCount(span improve.ImprovementSpan) (n int64, err error) {
	err = t.each(span, func(surveys.Response) error { n++; return nil })
	return n, err
}

func (t improveTx) ImprovementSpanEach(span improve.ImprovementSpan, fn func(surveys.Response) error) error {
	return t.each(span, fn)
}

func (t improveTx) ImprovementVersions(id string) ([]surveys.Improvement, error) {
	for _, i := range t.improvements {
		if i.ID == id {
			return []surveys.Improvement{i}, nil
		}
	}
	return nil, surveys.Errorf(surveys.NotFound, "There is no improvement %q.", id)
}

// AuditAppend notes nothing: nobody asks who lived.
func (t improveTx) AuditAppend(surveys.AuditEntry) error { return nil }

// ImprovementsLock has nobody to keep out: a life is lived by one.
func (t improveTx) ImprovementsLock() error { return nil }

func (t improveTx) ImprovementsEver() ([]surveys.Improvement, error) { return t.improvements, nil }

func (t improveTx) Improvements() ([]surveys.Improvement, error) {
	return slices.Clone(t.improvements), nil
}

func (t improveTx) InvitationCounts([]string, string, string) (map[string]surveys.InvitationCounts, error) {
	return nil, nil
}

// ResponseProfiles gives none: in no life are figures guarded.
func (t improveTx) ResponseProfiles(string, string, string) ([]guard.Profile, error) { return nil, nil }

// RollupTotalEach calls fn with no day, likewise.
func (t improveTx) RollupTotalEach([]string, string, string, func(string, string, metric.Tally)) error {
	return nil
}

// ResponseSums gives none: in no life are answers picked by several things.
func (t improveTx) ResponseSums(surveys.RollupQuery, map[string][]string) ([]surveys.Rollup, error) {
	return nil, nil
}

// Alerts gives none: none are kept.
func (t improveTx) Alerts(surveys.AlertFilter) ([]surveys.Alert, error) { return nil, nil }

func (t improveTx) Streams() (map[string]improve.Stream, error) { return t.streams, nil }

// AlertsAppend keeps none: who updates alerts is told which are new.
func (t improveTx) AlertsAppend([]surveys.Alert) error { return nil }

// AlertsPut has none to replace.
func (t improveTx) AlertsPut([]surveys.Alert) error { return nil }

func (t improveTx) ImprovementAppend(i surveys.Improvement) error {
	t.improvements = append(t.improvements, i)
	return nil
}

func (t improveTx) ImprovementCellsReplace(id string, cells improve.ImprovementCells) error {
	t.cells[id] = cells
	return nil
}

func (t improveTx) ImprovementClaimsAppend(id string, version int, claims []improve.ImprovementClaim) error {
	key := versionKey(id, version)
	t.claims[key] = append(t.claims[key], claims...)
	return nil
}

func (t improveTx) StreamPut(s improve.Stream) error {
	t.streams[s.Survey] = s
	return nil
}
