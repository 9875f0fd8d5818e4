package store

import (
	"strconv"

	"halte/surveys"
	"halte/surveys/store/sqldb"
)

var byFollowUp = sqldb.By(
	func(c surveys.FollowUpCount) string { return c.Survey },
	func(c surveys.FollowUpCount) string { return c.Dimension },
	func(c surveys.FollowUpCount) string { return c.Day },
	func(c surveys.FollowUpCount) string { return c.Value },
	func(c surveys.FollowUpCount) string { return c.Question },
	func(c surveys.FollowUpCount) string { return c.Option })

var (
	followUpCounts = sqldb.NewTable(byFollowUp)
	followUpErased = sqldb.NewTable(byFollowUp).Named("follow_up_counts_erased")
)

// addFollowUpCounts is the conflict clause that adds to the rows of a table.
func addFollowUpCounts(table string) string {
	return "ON CONFLICT (survey, dimension, day, value, question, option) DO UPDATE SET dissatisfied = " + table + ".dissatisfied + excluded.dissatisfied, neutral = " +
		table + ".neutral + excluded.neutral, satisfied = " + table + ".satisfied + excluded.satisfied"
}

const followUpsInOrder = " ORDER BY survey, dimension, day, value, question, option"

// FollowUpSums sums stored counts, in the order of day, value, question and option.
func (r Reader) FollowUpSums(f surveys.FollowUpQuery) ([]surveys.FollowUpCount, error) {
	q, day := r.Queries, "''"
	if f.PerWeek {
		day = "CAST(" + q.Week + " AS text)"
	}
	var rows []surveys.FollowUpCount
	err := q.Find(&rows, "SELECT "+day+` AS day, value, question, option, CAST(sum(dissatisfied) AS bigint) AS dissatisfied,
			CAST(sum(neutral) AS bigint) AS neutral, CAST(sum(satisfied) AS bigint) AS satisfied
		FROM follow_up_counts WHERE survey = $1 AND dimension = $2 AND day >= $3 AND day <= $4
		GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`, f.Survey, f.Dimension, f.From, f.To)
	for i := range rows {
		rows[i].Survey, rows[i].Dimension = f.Survey, f.Dimension
		if f.PerWeek {
			week, _ := strconv.Atoi(rows[i].Day)
			rows[i].Day = surveys.AddDays(firstMonday, 7*week)
		}
	}
	return rows, sqldb.Failed("read the answers to follow-ups", err)
}

// FollowUpCountsAdd adds to rows. One that comes down to nothing stays: an answer was
// changed, and the next one may need it.
func (t Tx) FollowUpCountsAdd(list []surveys.FollowUpCount) error {
	return followUpCounts.Insert(t.Queries, "count the answers to follow-ups", list, addFollowUpCounts(followUpCounts.Name))
}

// FollowUpCountsErase adds to what answers counted that are erased.
func (t Tx) FollowUpCountsErase(list []surveys.FollowUpCount) error {
	return followUpErased.Insert(t.Queries, "keep the answers to follow-ups counted", list, addFollowUpCounts(followUpErased.Name))
}

// FollowUpCountsAll gives every stored row that counts somebody, in order.
func (t Tx) FollowUpCountsAll() ([]surveys.FollowUpCount, error) {
	return t.followUpCounts(followUpCounts.Name + " WHERE dissatisfied <> 0 OR neutral <> 0 OR satisfied <> 0")
}

// FollowUpCountsErased gives what answers counted that were erased since, in order.
func (t Tx) FollowUpCountsErased() ([]surveys.FollowUpCount, error) {
	return t.followUpCounts(followUpErased.Name)
}

func (t Tx) followUpCounts(from string) ([]surveys.FollowUpCount, error) {
	var rows []surveys.FollowUpCount
	err := t.Find(&rows, "SELECT * FROM "+from+followUpsInOrder)
	return rows, sqldb.Failed("read the answers to follow-ups", err)
}

// FollowUpCountsReplace puts exactly these rows in place of all that are there; what
// erased answers counted stays.
func (t Tx) FollowUpCountsReplace(list []surveys.FollowUpCount) error {
	return followUpCounts.Put(t.Queries, "replace the answers to follow-ups", list)
}

// ResponsesOfContact gives the newest revision of everything a contact answered, by id.
func (t Tx) ResponsesOfContact(contact string) ([]surveys.Response, error) {
	var rows []response
	err := t.Find(&rows, "SELECT * FROM responses WHERE contact_id <> '' AND contact_id = $1 AND "+isNewest+" ORDER BY id", contact)
	return sqldb.Each(rows, response.value), sqldb.Failed("read the answers of a contact", err)
}
