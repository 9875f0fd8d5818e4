package store

import (
	"strconv"
	"strings"
	"time"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/store/sqldb"
)

// FunnelCounts counts by one statement, so that all of it is true at one moment.
// Nothing is kept up to date for it, for the reason that Reach gives: it counts
// over indexes that hold all it reads, in one order. Its cost grows with what
// happened on the days that are asked for.
func (r Reader) FunnelCounts(f insight.FunnelQuery) ([]insight.FunnelCount, error) {
	q := r.Queries
	args := []any{f.From, f.To}
	within := func(column, value string) string {
		if value == "" {
			return ""
		}
		args = append(args, value)
		return " AND " + column + " = $" + strconv.Itoa(len(args))
	}
	touchpoint := within("touchpoint", f.Touchpoint)
	days := "day >= $1 AND day <= $2" + touchpoint
	of := within("trigger", f.Trigger)
	invited := days + of
	invitation := q.ByFunnel + " ON i.touchpoint = t.touchpoint AND i.day = t.day AND i.id = t.invitation"
	answer := "r.touchpoint = t.touchpoint AND r.day = t.day AND r.invitation = t.invitation"
	if q.ByFunnel == "" {
		// PostgreSQL takes columns for independent: it would expect next to no row that
		// is equal in all three, and look each of thousands up by itself.
		inside := func(table string) string {
			return " AND " + table + ".day >= $1 AND " + table + ".day <= $2" + strings.Replace(touchpoint, "touchpoint", table+".touchpoint", 1)
		}
		invitation = " ON i.id = t.invitation" + inside("i")
		answer = "r.invitation = t.invitation" + inside("r")
	}
	const reminded = "CASE WHEN wave > 0 THEN 1 ELSE 0 END"
	var rows []funnelRow
	// An invitation is answered under its own id, so the first revision is there
	// once; a link may be opened often.
	err := q.Find(&rows, `
		SELECT 'decided' AS part, outcome AS state, 0 AS reminded, count(*) AS n FROM decisions
			WHERE `+invited+` AND outcome NOT IN ('scheduled', 'imported') GROUP BY outcome
		UNION ALL SELECT 'invited', status, `+reminded+`, count(*) FROM invitations WHERE `+invited+` GROUP BY status, `+reminded+`
		UNION ALL SELECT 'answered', status, `+reminded+`, count(*) FROM
			(SELECT touchpoint, day, invitation FROM responses WHERE `+days+` AND invitation <> '' AND revision = 1) AS t
			JOIN invitations AS i`+invitation+` WHERE true`+of+` GROUP BY status, `+reminded+`
		UNION ALL SELECT 'opened', status, `+reminded+`, count(*) FROM
			(SELECT DISTINCT touchpoint, day, invitation FROM intents WHERE `+days+`) AS t
			JOIN invitations AS i`+invitation+` WHERE NOT EXISTS (SELECT 1 FROM responses AS r WHERE `+answer+`
				AND r.invitation <> '' AND r.revision = 1)`+of+` GROUP BY status, `+reminded, args...)
	if err != nil {
		return nil, sqldb.Failed("count the funnel", err)
	}
	return funnelOf(rows), nil
}

// funnelRow is a count of one part of the funnel by a state.
type funnelRow struct {
	Part, State string
	Reminded    int
	N           int64
}

// funnelOf makes the parts into counts: what was neither opened nor answered is the rest
// of what was invited.
func funnelOf(rows []funnelRow) []insight.FunnelCount {
	type state struct {
		status   string
		reminded bool
	}
	var counts []insight.FunnelCount
	rest := map[state]int64{} // invitations that were neither opened nor answered
	for _, r := range rows {
		stands := state{r.State, r.Reminded > 0}
		c := insight.FunnelCount{Status: surveys.Status(r.State), Reminded: stands.reminded, N: r.N}
		switch r.Part {
		case "decided":
			c = insight.FunnelCount{Outcome: surveys.Outcome(r.State), N: r.N}
		case "invited":
			rest[stands] += r.N
			continue
		case "answered":
			c.Answered = true
			rest[stands] -= r.N
		case "opened":
			c.Opened = true
			rest[stands] -= r.N
		}
		counts = append(counts, c)
	}
	for stands, n := range rest {
		if n != 0 {
			counts = append(counts, insight.FunnelCount{Status: surveys.Status(stands.status), Reminded: stands.reminded, N: n})
		}
	}
	return counts
}

// decisionDay is the day of a decision.
type decisionDay struct {
	EventID string
	Trigger string
	Day     string
}

var decisionDays = sqldb.NewTable(sqldb.By(func(d decisionDay) string { return d.EventID }, func(d decisionDay) string { return d.Trigger }))

// DaysFill gives decisions and openings without a day that of their experience, by the
// day that an instant lies on. Only a program from before the funnel leaves it out.
func (t Tx) DaysFill(dayOf func(time.Time) string) error {
	var rows []struct {
		EventID    string
		Trigger    string
		OccurredAt sqldb.Instant
	}
	err := t.Find(&rows, "SELECT d.event_id, d.trigger, e.occurred_at FROM decisions AS d JOIN events AS e ON e.id = d.event_id WHERE d.day = '' ORDER BY d.event_id, d.trigger")
	if err != nil {
		return sqldb.Failed("find decisions without a day", err)
	}
	days := make([]decisionDay, len(rows))
	for i, row := range rows {
		days[i] = decisionDay{row.EventID, row.Trigger, dayOf(row.OccurredAt.Time)}
	}
	_, err = decisionDays.ChangeWith(t.Queries, "fill in the days of decisions", days,
		"UPDATE decisions SET day = new.day FROM (%s) AS new WHERE decisions.event_id = new.event_id AND decisions.trigger = new.trigger AND decisions.day = ''")
	if err != nil {
		return err
	}
	return t.Post(sqldb.Posted{
		Doing: "fill in the days of openings",
		SQL: `UPDATE intents SET touchpoint = i.touchpoint, day = i.day FROM invitations AS i
			WHERE i.id = intents.invitation AND (intents.day = '' OR intents.touchpoint = '')`,
	})
}
