package store

import (
	"reflect"

	"halte/surveys"
	"halte/surveys/improve"
	"halte/surveys/metric"
	"halte/surveys/store/sqldb"
)

type stream struct {
	Survey   string
	Version  int64
	Floor    string
	Looked   string
	Baseline sqldb.Whole[*surveys.Baseline]
	Told     string
	Settled  string
	Evidence sqldb.Whole[evidence]
}

// evidence is the numbers of a stream's detectors, one for each bet, and when each
// direction was told last.
type evidence struct {
	Drop    metric.Watch `json:"drop,omitempty"`
	Rise    metric.Watch `json:"rise,omitempty"`
	Dropped string       `json:"dropped,omitempty"`
	Rose    string       `json:"rose,omitempty"`
}

type alert struct {
	ID         string
	Survey     string
	Touchpoint string
	Direction  string
	Day        string
	Since      string
	Grounds    sqldb.Whole[grounds]
	RecordedAt sqldb.Instant
}

// grounds is why an alert was raised.
type grounds struct {
	Metric    metric.Metric    `json:"metric"`
	Evidence  float64          `json:"evidence"`
	Threshold float64          `json:"threshold"`
	Baseline  surveys.Baseline `json:"baseline"`
	After     surveys.Stretch  `json:"after"`
	Shape     surveys.Shape    `json:"shape,omitempty"`
	LastYear  *surveys.Season  `json:"last_year,omitempty"`
}

var (
	streams = sqldb.NewTable(sqldb.By(func(r stream) string { return r.Survey }))
	alerts  = sqldb.NewTable(sqldb.By(func(r alert) string { return r.ID }))
)

func (r stream) value() improve.Stream {
	return improve.Stream{
		Survey: r.Survey, Version: r.Version, Floor: r.Floor, Looked: r.Looked, Baseline: r.Baseline.V,
		Alerted: surveys.Direction(r.Told), Settled: r.Settled, Drop: r.Evidence.V.Drop, Rise: r.Evidence.V.Rise,
		Dropped: r.Evidence.V.Dropped, Rose: r.Evidence.V.Rose,
	}
}

func alertRow(a surveys.Alert) alert {
	return alert{
		ID: a.ID, Survey: a.Survey, Touchpoint: a.Touchpoint, Direction: string(a.Direction), Day: a.Day, Since: a.Since,
		Grounds:    sqldb.Whole[grounds]{V: grounds{a.Metric, a.Evidence, a.Threshold, a.Baseline, a.After, a.Shape, a.LastYear}},
		RecordedAt: sqldb.At(a.RecordedAt),
	}
}

func (r alert) value() surveys.Alert {
	g := r.Grounds.V
	return surveys.Alert{
		ID: r.ID, Survey: r.Survey, Touchpoint: r.Touchpoint, Metric: g.Metric, Direction: surveys.Direction(r.Direction),
		Day: r.Day, Since: r.Since, Evidence: g.Evidence, Threshold: g.Threshold, Baseline: g.Baseline, After: g.After,
		Shape: g.Shape, LastYear: g.LastYear, RecordedAt: r.RecordedAt.Time,
	}
}

// Streams gives how far each survey has been watched, by survey.
func (r Reader) Streams() (map[string]improve.Stream, error) {
	var rows []stream
	err := r.Find(&rows, "SELECT * FROM streams ORDER BY survey")
	found := make(map[string]improve.Stream, len(rows))
	for _, r := range rows {
		found[r.Survey] = r.value()
	}
	return found, sqldb.Failed("read streams", err)
}

// Alerts gives a page of alerts, newest first.
func (r Reader) Alerts(f surveys.AlertFilter) ([]surveys.Alert, error) {
	var only sqldb.Filter
	only.Where("touchpoint = $", f.Touchpoint)
	only.Where("day >= $", f.From)
	only.Where("day <= $", f.To)
	if f.After.ID != "" {
		only.And("(day, id) < ($, $)", f.After.Day(), f.After.ID)
	}
	var rows []alert
	err := r.Page(&rows, "alerts", only, "day DESC, id DESC", f.Limit)
	return sqldb.Each(rows, alert.value), sqldb.Failed("read alerts", err)
}

// ScoreChanges gives the days since which alerts say that the scores of surveys are
// others, of those from one day to another (both included), in their order.
func (r Reader) ScoreChanges(keys []string, from, to string) ([]surveys.ScoreChange, error) {
	var rows []surveys.ScoreChange
	err := r.Find(&rows, "SELECT DISTINCT survey, since FROM alerts WHERE "+r.In("survey", "$1")+" AND since >= $2 AND since <= $3 ORDER BY since, survey",
		r.List(keys), from, to)
	return rows, sqldb.Failed("read changes of scores", err)
}

// putStream writes a stream that is new, or in place of the version before it.
const putStream = "ON CONFLICT (survey) DO UPDATE SET floor = excluded.floor, looked = excluded.looked, baseline = excluded.baseline, told = excluded.told," +
	" settled = excluded.settled, evidence = excluded.evidence, version = excluded.version WHERE streams.version = excluded.version - 1"

// StreamPut stores a stream whose version is one more than the stored one's.
func (t Tx) StreamPut(s improve.Stream) error {
	row := stream{
		s.Survey, s.Version, s.Floor, s.Looked,
		sqldb.Whole[*surveys.Baseline]{V: s.Baseline},
		string(s.Alerted), s.Settled,
		sqldb.Whole[evidence]{V: evidence{s.Drop, s.Rise, s.Dropped, s.Rose}},
	}
	args, err := t.Pack(streams.Columns, reflect.ValueOf([]stream{row}))
	if err != nil {
		return sqldb.Failed("write a stream", err)
	}
	// The answer is awaited: what is posted may travel with the commit.
	changed, err := t.Change(streams.Statement(t.Queries, putStream), args...)
	if err != nil {
		return sqldb.Failed("write a stream", err)
	}
	if changed == 0 {
		return surveys.Errorf(surveys.Conflict, "somebody else looked at these days")
	}
	return nil
}

// AlertsAppend appends; an alert that is there already stays as it is.
func (t Tx) AlertsAppend(list []surveys.Alert) error {
	return alerts.Insert(t.Queries, "write alerts", sqldb.Each(list, alertRow), "ON CONFLICT (id) DO NOTHING")
}

// AlertsPut replaces what is known of alerts that are there, but for their days.
func (t Tx) AlertsPut(list []surveys.Alert) error {
	return alerts.Insert(t.Queries, "write alerts", sqldb.Each(list, alertRow), "ON CONFLICT (id) DO UPDATE SET grounds = excluded.grounds")
}
