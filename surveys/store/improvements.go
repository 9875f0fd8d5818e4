package store

import (
	"strconv"
	"strings"

	"halte/surveys"
	"halte/surveys/improve"
	"halte/surveys/metric"
)

type improvement struct {
	ID        string
	Version   int
	CreatedAt instant
	Document  whole[surveys.Improvement]
}

type improvementClaim struct {
	Improvement string
	Version     int
	Words       string
	Day         string
	Document    whole[improve.ImprovementClaim]
}

type improvementFold struct {
	Improvement string
	Version     int
	Responses   int64
	FoldedAt    instant
}

type improvementTies struct {
	Improvement string
	Day         string
	Persons     whole[metric.Clusters]
	PersonDays  whole[metric.Clusters]
}

type improvementCell struct {
	Improvement string
	Side        string
	Dimension   string
	Value       string
	Day         string

	R0, R1, R2, R3, R4, R5, R6, R7, R8, R9, R10 int64
}

var (
	improvements = newTable(by(
		func(i improvement) string { return i.ID },
		func(i improvement) string { return strconv.Itoa(i.Version) }))
	improvementClaims = newTable(by(
		func(c improvementClaim) string { return c.Improvement },
		func(c improvementClaim) string { return c.Words }))
	improvementFolds = newTable(by(func(f improvementFold) string { return f.Improvement }))
	improvementTied  = newTable(by(
		func(t improvementTies) string { return t.Improvement },
		func(t improvementTies) string { return t.Day }))
	improvementCells = newTable(by(
		func(c improvementCell) string { return c.Improvement },
		func(c improvementCell) string { return c.Side },
		func(c improvementCell) string { return c.Dimension },
		func(c improvementCell) string { return c.Value },
		func(c improvementCell) string { return c.Day }))
)

func (t improvementTies) value() improve.ImprovementTies {
	return improve.ImprovementTies{Day: t.Day, Persons: t.Persons.value, PersonDays: t.PersonDays.value}
}

func (i improvement) value() surveys.Improvement { return i.Document.value }

// value tells from the key by which method it was claimed: the first one's ends with .1.
func (c improvementClaim) value() improve.ImprovementClaim {
	claim := c.Document.value
	claim.Method = improve.ClaimMethod
	if strings.HasSuffix(c.Words, ".1") {
		claim.Method = 1
	}
	return claim
}

func (c improvementCell) value() improve.ImprovementCell {
	return improve.ImprovementCell{
		Side: improve.Side(c.Side), Dimension: c.Dimension, Value: c.Value, Day: c.Day,
		Tally: metric.Tally{c.R0, c.R1, c.R2, c.R3, c.R4, c.R5, c.R6, c.R7, c.R8, c.R9, c.R10},
	}
}

// Improvements gives the newest version of every improvement.
func (r Reader) Improvements() ([]surveys.Improvement, error) {
	var rows []improvement
	err := r.find(&rows, `SELECT * FROM improvements AS i WHERE NOT EXISTS
		(SELECT 1 FROM improvements AS n WHERE n.id = i.id AND n.version > i.version) ORDER BY id`)
	return each(rows, improvement.value), failed("read the improvements", err)
}

// ImprovementsEver gives every version of every improvement, in the order of writing down.
func (r Reader) ImprovementsEver() ([]surveys.Improvement, error) {
	var rows []improvement
	err := r.find(&rows, "SELECT * FROM improvements ORDER BY created_at, id, version")
	return each(rows, improvement.value), failed("read the improvements", err)
}

// ImprovementVersions gives every version of an improvement, oldest first.
func (r Reader) ImprovementVersions(id string) ([]surveys.Improvement, error) {
	var rows []improvement
	err := r.find(&rows, "SELECT * FROM improvements WHERE id = $1 ORDER BY version", id)
	if err == nil && len(rows) == 0 {
		return nil, surveys.Errorf(surveys.NotFound, "There is no such improvement.")
	}
	return each(rows, improvement.value), failed("read an improvement", err)
}

// ImprovementClaims gives what was claimed of a version.
func (r Reader) ImprovementClaims(id string, version int) ([]improve.ImprovementClaim, error) {
	var rows []improvementClaim
	err := r.find(&rows, "SELECT * FROM improvement_claims WHERE improvement = $1 AND version = $2 ORDER BY words", id, version)
	return each(rows, improvementClaim.value), failed("read claims", err)
}

// ImprovementCells gives what was folded last.
func (r Reader) ImprovementCells(id string) (improve.ImprovementCells, error) {
	const doing = "read the cells of an improvement"
	q := r.queries
	fold := func() (f improvementFold, err error) {
		var rows []improvementFold
		if err = q.find(&rows, "SELECT * FROM improvement_folds WHERE improvement = $1", id); len(rows) > 0 {
			f = rows[0]
		}
		return f, failed(doing, err)
	}
	f, err := fold()
	if err != nil {
		return improve.ImprovementCells{}, err
	}
	var rows []improvementCell
	err = q.find(&rows, "SELECT * FROM improvement_cells WHERE improvement = $1 ORDER BY side, dimension, value, day", id)
	if err != nil {
		return improve.ImprovementCells{}, failed(doing, err)
	}
	var tied []improvementTies
	if err = q.find(&tied, "SELECT * FROM improvement_ties WHERE improvement = $1 ORDER BY day", id); err != nil {
		return improve.ImprovementCells{}, failed(doing, err)
	}
	if after, err := fold(); err != nil || after != f {
		return improve.ImprovementCells{}, err // replaced meanwhile: there are none to rely on
	}
	return improve.ImprovementCells{Version: f.Version, Responses: f.Responses, FoldedAt: f.FoldedAt.Time, Cells: each(rows, improvementCell.value), Ties: each(tied, improvementTies.value)}, nil
}

// ImprovementSpanCount counts what EachInSpan gives.
func (r Reader) ImprovementSpanCount(span improve.ImprovementSpan) (int64, error) {
	q := r.queries
	n, err := one[int64](q, "number of responses", "SELECT count(*) FROM responses WHERE "+q.in("touchpoint", "$1")+
		" AND answered_at >= $2 AND answered_at < $3 AND day <= $4", q.list(span.Touchpoints), at(span.From), at(span.Until), span.Through)
	return n, err
}

// ImprovementSpanEach goes along the index of touchpoint and time, one touchpoint after the other.
func (r Reader) ImprovementSpanEach(span improve.ImprovementSpan, fn func(surveys.Response) error) error {
	q := r.queries
	for _, touchpoint := range span.Touchpoints {
		for from, id, revision := at(span.From), "", 0; ; {
			var rows []response
			err := q.find(&rows, `SELECT id, revision, survey, touchpoint, respondent, rating, segments, day, occurred_at, answered_at
				FROM responses WHERE touchpoint = $1 AND (answered_at, id, revision) > ($2, $3, $4) AND answered_at < $5 AND day <= $6
				ORDER BY answered_at, id, revision LIMIT $7`, touchpoint, from, id, revision, at(span.Until), span.Through, chunk)
			if err != nil {
				return failed("read the responses of an improvement", err)
			}
			for _, r := range rows {
				if err := fn(r.value()); err != nil {
					return err
				}
			}
			if len(rows) < chunk {
				break
			}
			last := rows[len(rows)-1]
			from, id, revision = last.AnsweredAt, last.ID, last.Revision
		}
	}
	return nil
}

// ImprovementAppend stores a version; one that exists is a Conflict.
func (t Tx) ImprovementAppend(i surveys.Improvement) error {
	row := improvement{i.ID, i.Version, at(i.CreatedAt), whole[surveys.Improvement]{i}}
	return improvements.insert(t.queries, "write the improvement", []improvement{row}, "")
}

// ImprovementClaimsAppend keeps claims of a version; one that is kept already stays as it is.
func (t Tx) ImprovementClaimsAppend(id string, version int, claims []improve.ImprovementClaim) error {
	rows := each(claims, func(c improve.ImprovementClaim) improvementClaim {
		return improvementClaim{id, version, string(c.Words), c.Day, whole[improve.ImprovementClaim]{c}}
	})
	return improvementClaims.insert(t.queries, "keep claims", rows, "ON CONFLICT DO NOTHING")
}

// ImprovementCellsReplace writes the fold first: whoever does the same at once
// waits for its row, and then finds the cells that it has to replace.
func (t Tx) ImprovementCellsReplace(id string, cells improve.ImprovementCells) error {
	const doing = "write the cells of an improvement"
	fold := improvementFold{id, cells.Version, cells.Responses, at(cells.FoldedAt)}
	if err := improvementFolds.insert(t.queries, doing, []improvementFold{fold}, improvementFolds.replace("improvement", "improvement")); err != nil {
		return err
	}
	for _, table := range []string{improvementCells.name, improvementTied.name} {
		if err := t.post(posted{doing: doing, sql: "DELETE FROM " + table + " WHERE improvement = $1", args: []any{id}}); err != nil {
			return err
		}
	}
	tied := each(cells.Ties, func(d improve.ImprovementTies) improvementTies {
		return improvementTies{id, d.Day, whole[metric.Clusters]{d.Persons}, whole[metric.Clusters]{d.PersonDays}}
	})
	if err := improvementTied.insert(t.queries, doing, tied, ""); err != nil {
		return err
	}
	rows := each(cells.Cells, func(c improve.ImprovementCell) improvementCell {
		n := c.Tally
		return improvementCell{id, string(c.Side), c.Dimension, c.Value, c.Day, n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9], n[10]}
	})
	return improvementCells.insert(t.queries, doing, rows, "")
}
