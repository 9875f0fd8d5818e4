package store

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"halte/surveys"
	"halte/surveys/store/sqldb"
)

type setting struct {
	Name  string
	Value string
}

var settings = sqldb.NewTable(sqldb.By(func(s setting) string { return s.Name }))

// The names of settings.
const (
	pausedSetting   = "paused"   // since when all sending stands still
	olderSetting    = "older"    // why the database is taken for an older one
	restoredSetting = "restored" // up to when mails may have gone out that are not known
	vouchedSetting  = "vouched"  // when a person said last that the database is the right one
	databaseSetting = "database" // the id of the database, made by a migration
	leasedSetting   = "leased"   // when invitations were leased last: microseconds, in 16 digits, which sort as texts
)

// Sending gives whether mails go out, and how far they came.
func (r Reader) Sending() (surveys.Sending, error) {
	var rows []setting
	if err := r.Find(&rows, "SELECT * FROM settings"); err != nil {
		return surveys.Sending{}, sqldb.Failed("read whether sending is paused", err)
	}
	value := map[string]string{}
	for _, row := range rows {
		value[row.Name] = row.Value
	}
	var failed []error
	at := func(name string) time.Time {
		if value[name] == "" {
			return time.Time{}
		}
		t, err := time.Parse(time.RFC3339Nano, value[name])
		failed = append(failed, err)
		return t.UTC()
	}
	s := surveys.Sending{
		Paused: at(pausedSetting), Older: surveys.ReadReason(value[olderSetting]), Restored: at(restoredSetting), Vouched: at(vouchedSetting),
		Mark: surveys.Mark{Database: value[databaseSetting]},
	}
	if leased := value[leasedSetting]; leased != "" {
		var err error
		s.Mark.At, err = markTime(leased)
		failed = append(failed, err)
	}
	return s, sqldb.Failed("read whether sending is paused", errors.Join(failed...))
}

func markTime(micros string) (time.Time, error) {
	n, err := strconv.ParseInt(micros, 10, 64)
	return time.UnixMicro(n).UTC(), err
}

// SendingPut replaces all of it but the mark.
func (t Tx) SendingPut(s surveys.Sending) error {
	at := func(when time.Time) string {
		if when.IsZero() {
			return ""
		}
		return sqldb.At(when).Format(time.RFC3339Nano)
	}
	var kept []setting
	var gone []string
	for _, row := range []setting{{olderSetting, s.Older.Text()}, {pausedSetting, at(s.Paused)}, {restoredSetting, at(s.Restored)}, {vouchedSetting, at(s.Vouched)}} {
		if row.Value == "" {
			gone = append(gone, row.Name)
		} else {
			kept = append(kept, row)
		}
	}
	if len(gone) > 0 {
		if _, err := t.Change("DELETE FROM settings WHERE "+t.In("name", "$1"), t.List(gone)); err != nil {
			return sqldb.Failed("pause or resume sending", err)
		}
	}
	if len(kept) == 0 {
		return nil
	}
	return settings.Insert(t.Queries, "pause or resume sending", kept, settings.Replace("name", "name"))
}

// MarkRaise puts the mark to a time, or a microsecond further than it was where that is
// later, and gives where it is. It is locked until the transaction ends.
func (t Tx) MarkRaise(at time.Time) (time.Time, error) {
	row, err := sqldb.One[setting](t.Queries, "mark", "INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value ="+
		" CASE WHEN settings.value < excluded.value THEN excluded.value ELSE CAST(CAST(settings.value AS bigint) + 1 AS text) END RETURNING name, value",
		leasedSetting, fmt.Sprintf("%016d", at.UnixMicro()))
	if err != nil {
		return time.Time{}, err
	}
	return markTime(row.Value)
}
