package store

import (
	"strconv"
	"strings"

	"halte/surveys"
	"halte/surveys/improve"
	"halte/surveys/metric"
	"halte/surveys/store/sqldb"
)

type improvement struct {
	ID        string
	Version   int
	CreatedAt sqldb.Instant
	Document  sqldb.Whole[surveys.Improvement]
}

type improvementClaim struct {
	Improvement string
	Version     int
	Words       string
	Day         string
	Document    sqldb.Whole[improve.ImprovementClaim]
}

type improvementFold struct {
	Improvement string
	Version     int
	Responses   int64
	FoldedAt    sqldb.Instant
}

type improvementTies struct {
	Improvement string
	Dimension   string
	Value       string
	Day         string
	Persons     sqldb.Whole[metric.Clusters]
	PersonDays  sqldb.Whole[metric.Clusters]
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
	improvements = sqldb.NewTable(sqldb.By(
		func(i improvement) string { return i.ID },
		func(i improvement) string { return strconv.Itoa(i.Version) }))
	improvementClaims = sqldb.NewTable(sqldb.By(
		func(c improvementClaim) string { return c.Improvement },
		func(c improvementClaim) string { return c.Words }))
	improvementFolds = sqldb.NewTable(sqldb.By(func(f improvementFold) string { return f.Improvement }))
	improvementTied  = sqldb.NewTable(sqldb.By(
		func(t improvementTies) string { return t.Improvement },
		func(t improvementTies) string { return t.Dimension },
		func(t improvementTies) string { return t.Value },
		func(t improvementTies) string { return t.Day }))
	improvementCells = sqldb.NewTable(sqldb.By(
		func(c improvementCell) string { return c.Improvement },
		func(c improvementCell) string { return c.Side },
		func(c improvementCell) string { return c.Dimension },
		func(c improvementCell) string { return c.Value },
		func(c improvementCell) string { return c.Day }))
)

func (t improvementTies) value() improve.ImprovementTies {
	return improve.ImprovementTies{Dimension: t.Dimension, Value: t.Value, Day: t.Day, Persons: t.Persons.V, PersonDays: t.PersonDays.V}
}

func (i improvement) value() surveys.Improvement { return i.Document.V }

// value tells from the key by which method it was claimed: that of an earlier one ends
// with its number.
func (c improvementClaim) value() improve.ImprovementClaim {
	claim := c.Document.V
	claim.Method = improve.ClaimMethod
	if _, method, earlier := strings.Cut(c.Words, "."); earlier {
		claim.Method, _ = strconv.Atoi(method) // a migration wrote it
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
	err := r.Find(&rows, `SELECT * FROM improvements AS i WHERE NOT EXISTS
		(SELECT 1 FROM improvements AS n WHERE n.id = i.id AND n.version > i.version) ORDER BY id`)
	return sqldb.Each(rows, improvement.value), sqldb.Failed("read the improvements", err)
}

// ImprovementsEver gives every version of every improvement, in the order of writing down.
func (r Reader) ImprovementsEver() ([]surveys.Improvement, error) {
	var rows []improvement
	err := r.Find(&rows, "SELECT * FROM improvements ORDER BY created_at, id, version")
	return sqldb.Each(rows, improvement.value), sqldb.Failed("read the improvements", err)
}

// ImprovementVersions gives every version of an improvement, oldest first.
func (r Reader) ImprovementVersions(id string) ([]surveys.Improvement, error) {
	var rows []improvement
	err := r.Find(&rows, "SELECT * FROM improvements WHERE id = $1 ORDER BY version", id)
	if err == nil && len(rows) == 0 {
		return nil, surveys.Errorf(surveys.NotFound, "There is no such improvement.")
	}
	return sqldb.Each(rows, improvement.value), sqldb.Failed("read an improvement", err)
}

// ImprovementClaims gives what was claimed of a version.
func (r Reader) ImprovementClaims(id string, version int) ([]improve.ImprovementClaim, error) {
	var rows []improvementClaim
	err := r.Find(&rows, "SELECT * FROM improvement_claims WHERE improvement = $1 AND version = $2 ORDER BY words", id, version)
	return sqldb.Each(rows, improvementClaim.value), sqldb.Failed("read claims", err)
}

// ImprovementCells gives what was folded last.
func (r Reader) ImprovementCells(id string) (improve.ImprovementCells, error) {
	const doing = "read the cells of an improvement"
	q := r.Queries
	fold := func() (f improvementFold, err error) {
		var rows []improvementFold
		if err = q.Find(&rows, "SELECT * FROM improvement_folds WHERE improvement = $1", id); len(rows) > 0 {
			f = rows[0]
		}
		return f, sqldb.Failed(doing, err)
	}
	f, err := fold()
	if err != nil {
		return improve.ImprovementCells{}, err
	}
	var rows []improvementCell
	err = q.Find(&rows, "SELECT * FROM improvement_cells WHERE improvement = $1 ORDER BY side, dimension, value, day", id)
	if err != nil {
		return improve.ImprovementCells{}, sqldb.Failed(doing, err)
	}
	var tied []improvementTies
	if err = q.Find(&tied, "SELECT * FROM improvement_ties WHERE improvement = $1 ORDER BY dimension, value, day", id); err != nil {
		return improve.ImprovementCells{}, sqldb.Failed(doing, err)
	}
	if after, err := fold(); err != nil || after != f {
		return improve.ImprovementCells{}, err // replaced meanwhile: there are none to rely on
	}
	return improve.ImprovementCells{Version: f.Version, Responses: f.Responses, FoldedAt: f.FoldedAt.Time, Cells: sqldb.Each(rows, improvementCell.value), Ties: sqldb.Each(tied, improvementTies.value)}, nil
}

// ImprovementSpanCount counts what ImprovementSpanEach gives.
func (r Reader) ImprovementSpanCount(span improve.ImprovementSpan) (int64, error) {
	q := r.Queries
	n, err := sqldb.One[int64](q, "number of responses", "SELECT count(*) FROM responses WHERE "+q.In("touchpoint", "$1")+
		" AND answered_at >= $2 AND answered_at < $3 AND day <= $4", q.List(span.Touchpoints), sqldb.At(span.From), sqldb.At(span.Until), span.Through)
	return n, err
}

// ImprovementSpanEach goes along the index of touchpoint and time, one touchpoint after the other.
func (r Reader) ImprovementSpanEach(span improve.ImprovementSpan, fn func(surveys.Response) error) error {
	q := r.Queries
	for _, touchpoint := range span.Touchpoints {
		for from, id, revision := sqldb.At(span.From), "", 0; ; {
			var rows []response
			err := q.Find(&rows, `SELECT id, revision, survey, touchpoint, respondent, rating, segments, day, occurred_at, answered_at
				FROM responses WHERE touchpoint = $1 AND (answered_at, id, revision) > ($2, $3, $4) AND answered_at < $5 AND day <= $6
				ORDER BY answered_at, id, revision LIMIT $7`, touchpoint, from, id, revision, sqldb.At(span.Until), span.Through, sqldb.Chunk)
			if err != nil {
				return sqldb.Failed("read the responses of an improvement", err)
			}
			for _, r := range rows {
				if err := fn(r.value()); err != nil {
					return err
				}
			}
			if len(rows) < sqldb.Chunk {
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
	row := improvement{i.ID, i.Version, sqldb.At(i.CreatedAt), sqldb.Whole[surveys.Improvement]{V: i}}
	return improvements.Insert(t.Queries, "write the improvement", []improvement{row}, "")
}

// ImprovementsLock keeps every other writer of improvements out until the transaction ends.
func (t Tx) ImprovementsLock() error { return t.Lock(t.LockImprovements) }

// ImprovementClaimsAppend keeps claims of a version; one that is kept already stays as it is.
func (t Tx) ImprovementClaimsAppend(id string, version int, claims []improve.ImprovementClaim) error {
	rows := sqldb.Each(claims, func(c improve.ImprovementClaim) improvementClaim {
		return improvementClaim{id, version, string(c.Words), c.Day, sqldb.Whole[improve.ImprovementClaim]{V: c}}
	})
	return improvementClaims.Insert(t.Queries, "keep claims", rows, "ON CONFLICT DO NOTHING")
}

// ImprovementCellsReplace writes the fold first: a second transaction that does the same
// waits for its row, and then finds the cells that it has to replace.
func (t Tx) ImprovementCellsReplace(id string, cells improve.ImprovementCells) error {
	const doing = "write the cells of an improvement"
	fold := improvementFold{id, cells.Version, cells.Responses, sqldb.At(cells.FoldedAt)}
	if err := improvementFolds.Insert(t.Queries, doing, []improvementFold{fold}, improvementFolds.Replace("improvement", "improvement")); err != nil {
		return err
	}
	for _, table := range []string{improvementCells.Name, improvementTied.Name} {
		if err := t.Post(sqldb.Posted{Doing: doing, SQL: "DELETE FROM " + table + " WHERE improvement = $1", Args: []any{id}}); err != nil {
			return err
		}
	}
	tied := sqldb.Each(cells.Ties, func(d improve.ImprovementTies) improvementTies {
		return improvementTies{id, d.Dimension, d.Value, d.Day, sqldb.Whole[metric.Clusters]{V: d.Persons}, sqldb.Whole[metric.Clusters]{V: d.PersonDays}}
	})
	if err := improvementTied.Insert(t.Queries, doing, tied, ""); err != nil {
		return err
	}
	rows := sqldb.Each(cells.Cells, func(c improve.ImprovementCell) improvementCell {
		n := c.Tally
		return improvementCell{id, string(c.Side), c.Dimension, c.Value, c.Day, n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9], n[10]}
	})
	return improvementCells.Insert(t.Queries, doing, rows, "")
}
