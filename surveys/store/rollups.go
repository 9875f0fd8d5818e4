package store

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"halte/surveys"
	"halte/surveys/metric"
	"halte/surveys/store/sqldb"
)

type rollup struct {
	Survey    string
	Dimension string
	Day       string
	Value     string

	R0, R1, R2, R3, R4, R5, R6, R7, R8, R9, R10 int64
}

var rollups = sqldb.NewTable(sqldb.By(
	func(r rollup) string { return r.Survey },
	func(r rollup) string { return r.Dimension },
	func(r rollup) string { return r.Day },
	func(r rollup) string { return r.Value }))

func rollupRow(r surveys.Rollup) rollup {
	n := r.Tally
	return rollup{r.Survey, r.Dimension, r.Day, r.Value, n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9], n[10]}
}

func (r rollup) value() surveys.Rollup {
	return surveys.Rollup{
		Survey: r.Survey, Day: r.Day, Dimension: r.Dimension, Value: r.Value,
		Tally: metric.Tally{r.R0, r.R1, r.R2, r.R3, r.R4, r.R5, r.R6, r.R7, r.R8, r.R9, r.R10},
	}
}

// ratings writes a piece of SQL for each of the eleven ratings; % stands for the
// column.
func ratings(form, between string) string {
	parts := make([]string, len(metric.Tally{}))
	for i := range parts {
		parts[i] = strings.ReplaceAll(form, "%", "r"+strconv.Itoa(i))
	}
	return strings.Join(parts, between)
}

var (
	addTally = "ON CONFLICT (survey, dimension, day, value) DO UPDATE SET " + ratings("% = rollups.% + excluded.%", ", ")
	sumTally = ratings("CAST(sum(%) AS bigint) AS %", ", ")
)

// RollupSums sums stored tallies.
func (r Reader) RollupSums(f surveys.RollupQuery) ([]surveys.Rollup, error) {
	q := r.Queries
	to := f.To
	if to == "" {
		to = surveys.LastDay
	}
	args := []any{f.Dimension, f.From, to}
	condition := "dimension = $1 AND day >= $2 AND day <= $3"
	argument := func(v any) string { args = append(args, v); return "$" + strconv.Itoa(len(args)) }
	if f.Value != "" {
		condition += " AND value = " + argument(f.Value)
	}
	if len(f.Surveys) > 0 {
		condition += " AND " + q.In("survey", argument(q.List(f.Surveys)))
	}
	sql := "SELECT * FROM rollups WHERE " + condition + " ORDER BY survey, day, dimension, value"
	if !f.PerDay {
		// Each column more to group by costs as much as summing several: the
		// dimension is the same in all rows, and the total has no values.
		columns, group := "survey", "survey"
		if f.PerMonth {
			columns, group = columns+", substr(day, 1, 7) || '-01' AS day", group+", substr(day, 1, 7)"
		}
		if f.PerWeek {
			columns, group = columns+", CAST("+q.Week+" AS text) AS day", group+", "+q.Week
		}
		if f.Dimension != surveys.DimensionTotal {
			columns, group = columns+", value", group+", value"
		}
		sql = "SELECT " + columns + ", " + sumTally + " FROM rollups WHERE " + condition + " GROUP BY " + group + " ORDER BY " + group
	}
	var rows []rollup
	err := q.Find(&rows, sql, args...)
	for i := range rows {
		if rows[i].Dimension = f.Dimension; f.PerWeek {
			week, _ := strconv.Atoi(rows[i].Day)
			rows[i].Day = surveys.AddDays(firstMonday, 7*week)
		}
	}
	return sqldb.Each(rows, rollup.value), sqldb.Failed("read rollups", err)
}

const firstMonday = "1900-01-01"

// RollupDayEach calls fn with the answers of each day and value, without holding
// them all.
func (r Reader) RollupDayEach(f surveys.DayQuery, fn func(surveys.DayTotal)) error {
	q, sum, same := r.Queries, "0", map[int64]string{}
	for rating := range (metric.Tally{}) {
		same[f.Metric.Value(rating)] += fmt.Sprintf(" + r%d", rating)
	}
	for _, value := range slices.Sorted(maps.Keys(same)) {
		sum += fmt.Sprintf(" + %d * (0%s)", value, same[value])
	}
	var survey, value, day sqldb.Repeated
	var d surveys.DayTotal
	err := q.Stream(func(scan sqldb.Scanner) error {
		err := scan(&survey, &value, &day, &d.N, &d.Sum)
		d.Survey, d.Value, d.Day = string(survey), string(value), string(day)
		fn(d)
		return err
	}, "SELECT survey, value, day, "+ratings("%", " + ")+", "+sum+" FROM rollups WHERE "+q.In("survey", "$1")+
		" AND dimension = $2 AND day >= $3 AND day <= $4", q.List(f.Surveys), f.Dimension, f.From, f.To)
	return sqldb.Failed("read the days of rollups", err)
}

// RollupTotalEach calls fn with all answers of each day to some surveys (to all when
// there are none), over days from and to, both included and open when empty. The days
// of a survey come in their order.
func (r Reader) RollupTotalEach(keys []string, from, to string, fn func(survey, day string, t metric.Tally)) error {
	if to == "" {
		to = "~" // after every day
	}
	condition, args := "dimension = $1 AND day >= $2 AND day <= $3", []any{surveys.DimensionTotal, from, to}
	if len(keys) > 0 {
		condition, args = condition+" AND "+r.In("survey", "$4"), append(args, r.List(keys))
	}
	var survey sqldb.Repeated
	var day string
	var t metric.Tally
	into := []any{&survey, &day}
	for rating := range t {
		into = append(into, &t[rating])
	}
	err := r.Stream(func(scan sqldb.Scanner) error {
		err := scan(into...)
		fn(string(survey), day, t)
		return err
	}, "SELECT survey, day, "+ratings("%", ", ")+" FROM rollups WHERE "+condition+" ORDER BY survey, day", args...)
	return sqldb.Failed("read the days of rollups", err)
}

// RollupsAdd keeps a row that came down to nothing: it tells of answers that
// were changed, and a fold over all of them gives it too.
func (t Tx) RollupsAdd(list []surveys.Rollup) error {
	sums := make(map[surveys.Rollup]metric.Tally, len(list)) // by a rollup without its tally
	for _, r := range list {
		tally := r.Tally
		r.Tally = metric.Tally{}
		sums[r] = sums[r].Plus(tally)
	}
	rows := make([]rollup, 0, len(sums))
	for r, tally := range sums {
		r.Tally = tally
		rows = append(rows, rollupRow(r))
	}
	return rollups.Insert(t.Queries, "add to rollups", rows, addTally)
}

// RollupsReplace puts exactly these rows in place of all that are there.
func (t Tx) RollupsReplace(list []surveys.Rollup) error {
	return rollups.Put(t.Queries, "replace rollups", sqldb.Each(list, rollupRow))
}

// RollupsReplaceOf puts exactly these rows in place of all that are there of one
// dimension.
func (t Tx) RollupsReplaceOf(dimension string, list []surveys.Rollup) error {
	if _, err := t.Change("DELETE FROM rollups WHERE dimension = $1", dimension); err != nil {
		return sqldb.Failed("replace rollups", err)
	}
	return rollups.Insert(t.Queries, "replace rollups", sqldb.Each(list, rollupRow), "")
}

// RollupsLock is for a walk through all responses, which takes its time: it lets
// go of the revision, so that a definition may be published meanwhile.
func (t Tx) RollupsLock() error {
	t.SkipRevision()
	return t.Lock(t.LockRollups)
}

// RollupsAll gives every stored row, in order.
func (t Tx) RollupsAll() ([]surveys.Rollup, error) {
	var rows []rollup
	err := t.Find(&rows, "SELECT * FROM rollups ORDER BY survey, day, dimension, value")
	return sqldb.Each(rows, rollup.value), sqldb.Failed("read all rollups", err)
}

// SegmentSize is how many values a segment has among all answers, and how many of them
// stand for fewer than so many answers.
type SegmentSize struct {
	Segment     string
	Values, Few int64
}

// SegmentSizes counts the values of every segment, by its name; those that stand for
// fewer than few answers apart. It is empty where no answer has a segment.
func (r Reader) SegmentSizes(few int) ([]SegmentSize, error) {
	var found []SegmentSize
	err := r.Find(&found, `SELECT substr(dimension, $2) AS segment, count(*) AS "values", count(*) FILTER (WHERE n < $1) AS few FROM (
		SELECT dimension, value, CAST(sum(`+ratings("%", " + ")+`) AS bigint) AS n FROM rollups
		WHERE dimension LIKE '`+surveys.DimensionSegment+`%' AND dimension NOT LIKE '%+%' GROUP BY dimension, value
		) AS sizes WHERE n > 0 GROUP BY dimension ORDER BY dimension`, few, len(surveys.DimensionSegment)+1)
	return found, sqldb.Failed("count the values of segments", err)
}

type mailed struct {
	Survey string
	Day    string
	Sent   int64
}

// TableName tells gorm not to look for "maileds".
func (mailed) TableName() string { return "mailed" }

var mails = sqldb.NewTable(sqldb.By(
	func(m mailed) string { return m.Survey },
	func(m mailed) string { return m.Day }))

// MailedAdd counts first mails that went out for experiences of a day and did not
// come back, for Invited.
func (t Tx) MailedAdd(survey, day string, n int64) error {
	return t.addMailed([]mailed{{survey, day, n}})
}

func (t Tx) addMailed(list []mailed) error {
	return mails.Insert(t.Queries, "count mails", list, "ON CONFLICT (survey, day) DO UPDATE SET sent = mailed.sent + excluded.sent")
}

// InvitationCounts sums first mails and the answers to mails, by survey.
func (r Reader) InvitationCounts(keys []string, fromDay, toDay string) (map[string]surveys.InvitationCounts, error) {
	var rows []struct {
		Survey         string
		Sent, Answered int64
	}
	q := r.Queries
	these := " WHERE " + q.In("survey", "$1") + " AND day >= $2 AND day <= $3"
	err := q.Find(&rows, "SELECT survey, CAST(sum(sent) AS bigint) AS sent, CAST(sum(answered) AS bigint) AS answered FROM ("+
		"SELECT survey, sent, 0 AS answered FROM mailed"+these+
		" UNION ALL SELECT survey, 0, "+ratings("%", " + ")+" FROM rollups"+these+" AND dimension = '"+surveys.DimensionWave+"'"+
		") AS counted GROUP BY survey", q.List(keys), fromDay, toDay)
	invited := make(map[string]surveys.InvitationCounts, len(rows))
	for _, r := range rows {
		invited[r.Survey] = surveys.InvitationCounts{Sent: r.Sent, Answered: r.Answered}
	}
	return invited, sqldb.Failed("count invitations", err)
}
