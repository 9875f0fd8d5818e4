package store

import (
	"context"
	"strconv"

	"halte/surveys"
)

// FunnelCounts counts by one statement, so that all of it is true at one moment.
// Nothing is kept up to date for it, for the reason that Reach gives: it counts
// over indexes that hold what it reads, and looks up invitations only where a page
// was opened or an answer given. Its cost grows with what happened on the days
// that are asked for.
func (s *Store) FunnelCounts(ctx context.Context, f surveys.FunnelQuery) ([]surveys.FunnelCount, error) {
	args := []any{f.From, f.To}
	within := func(column, value string) string {
		if value == "" {
			return ""
		}
		args = append(args, value)
		return " AND " + column + " = $" + strconv.Itoa(len(args))
	}
	days := "day >= $1 AND day <= $2" + within("touchpoint", f.Touchpoint)
	of := within("trigger", f.Trigger)
	invited := days + of
	const reminded = "CASE WHEN wave > 0 THEN 1 ELSE 0 END"
	var rows []struct {
		Part, State string
		Reminded    int
		N           int64
	}
	// An invitation is answered under its own id, so the first revision is there
	// once; a link may be opened often.
	err := s.reads(ctx).find(&rows, `
		SELECT 'decided' AS part, outcome AS state, 0 AS reminded, count(*) AS n FROM decisions
			WHERE `+invited+` AND outcome NOT IN ('scheduled', 'imported') GROUP BY outcome
		UNION ALL SELECT 'invited', status, `+reminded+`, count(*) FROM invitations WHERE `+invited+` GROUP BY status, `+reminded+`
		UNION ALL SELECT 'answered', status, `+reminded+`, count(*) FROM invitations
			JOIN (SELECT invitation FROM responses WHERE `+days+` AND invitation <> '' AND revision = 1) AS told ON id = told.invitation
			WHERE `+invited+` GROUP BY status, `+reminded+`
		UNION ALL SELECT 'opened', status, `+reminded+`, count(*) FROM invitations
			JOIN (SELECT DISTINCT invitation FROM intents WHERE `+days+`) AS seen ON id = seen.invitation
			WHERE `+invited+` AND NOT EXISTS (SELECT 1 FROM responses AS r WHERE r.invitation = seen.invitation AND r.invitation <> '')
			GROUP BY status, `+reminded, args...)
	if err != nil {
		return nil, failed("count the funnel", err)
	}
	type state struct {
		status   string
		reminded bool
	}
	var counts []surveys.FunnelCount
	rest := map[state]int64{} // invitations that were neither opened nor answered
	for _, r := range rows {
		at := state{r.State, r.Reminded > 0}
		c := surveys.FunnelCount{Status: surveys.Status(r.State), Reminded: at.reminded, N: r.N}
		switch r.Part {
		case "decided":
			c = surveys.FunnelCount{Outcome: surveys.Outcome(r.State), N: r.N}
		case "invited":
			rest[at] += r.N
			continue
		case "answered":
			c.Answered = true
			rest[at] -= r.N
		case "opened":
			c.Opened = true
			rest[at] -= r.N
		}
		counts = append(counts, c)
	}
	for at, n := range rest {
		if n != 0 {
			counts = append(counts, surveys.FunnelCount{Status: surveys.Status(at.status), Reminded: at.reminded, N: n})
		}
	}
	return counts, nil
}
