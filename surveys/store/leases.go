package store

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"time"

	"halte/surveys"
	"halte/surveys/insight"
	"halte/surveys/store/sqldb"
)

// Which invitations are due, held or lost at the time $1, and which are held and not
// being sent. A lease that ends at a moment is over at that moment. The second half of lost
// is there for SQLite, which looks for the very words of an index.
const (
	due  = "next_at <= $1 AND (leased_until IS NULL OR leased_until <= $1) AND status IN ('scheduled', 'sent', 'unknown')"
	held = "leased_until > $1 AND (next_at IS NOT NULL OR status = 'sending')"
	idle = "leased_until IS NOT NULL AND next_at IS NOT NULL AND status IN ('scheduled', 'sent', 'unknown')"
	lost = "status = 'sending' AND (leased_until IS NULL OR leased_until <= $1) AND status IN ('sending', 'unknown')"
)

// InvitationLeaseDue takes up to limit invitations whose next mail is due at now
// and that nobody holds, for lease, raising their epoch.
func (t Tx) InvitationLeaseDue(holder string, now time.Time, lease time.Duration, limit, most int) ([]surveys.Lease, error) {
	// One transaction leases at a time, or two would count the same room below the cap.
	if err := t.Lock(t.LockLeases); err != nil {
		return nil, err
	}
	holding, err := sqldb.One[int64](t.Queries, "held invitations", "SELECT count(*) FROM invitations WHERE "+held, sqldb.At(now))
	if err != nil {
		return nil, err
	}
	room := min(int64(limit), max(int64(most)-holding, spare(limit)))
	if room <= 0 {
		return nil, nil
	}
	var rows []invitation
	// Chosen once and for all: where PostgreSQL believes the table to be tiny it
	// would run a subquery again for every row, and each time choose others.
	err = t.Find(&rows, "WITH chosen AS MATERIALIZED (SELECT id FROM invitations WHERE "+due+" ORDER BY next_at, id LIMIT $3"+t.SkipLocked+
		") UPDATE invitations SET leased_until = $2, leased_by = $4, epoch = epoch + 1 WHERE id IN (SELECT id FROM chosen) RETURNING id, epoch, next_at, wave",
		sqldb.At(now), sqldb.At(now.Add(lease)), room, holder)
	if err != nil || len(rows) == 0 {
		return nil, sqldb.Failed("lease invitations", err)
	}
	if err := t.beat(holder); err != nil {
		return nil, err
	}
	slices.SortFunc(rows, func(a, b invitation) int {
		return cmp.Or(a.NextAt.Compare(b.NextAt.Time), cmp.Compare(a.ID, b.ID))
	})
	taken := sqldb.Each(rows, func(i invitation) statusChange {
		return statusChange{Invitation: i.ID, At: sqldb.At(now), Status: string(insight.StatusLeased), Wave: i.Wave}
	})
	return sqldb.Each(rows, func(i invitation) surveys.Lease {
		return surveys.Lease{Invitation: i.ID, Epoch: i.Epoch, Holder: holder}
	}), t.appendStatusChanges(taken)
}

// spare is how many are leased even when the cap is reached. The cap is that of one
// process, but all processes hold leases, also one that died a moment ago. It is less
// than limit: the caller asks until it gets fewer than limit, and must come to an end.
func spare(limit int) int64 { return int64(min(10, max(1, limit/2))) }

// LeasesRelease leaves out an invitation that is locked: somebody is settling it.
func (t Tx) LeasesRelease(leases []surveys.Lease) (int, error) {
	ids, err := t.stillLeased(leases)
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	n, err := t.Change("UPDATE invitations SET leased_until = NULL WHERE "+t.In("id", "$1"), t.List(ids))
	return int(n), sqldb.Failed("give leases back", err)
}

// LeasesTake leaves out an invitation that is locked, as LeasesRelease does.
func (t Tx) LeasesTake(holder string, leases []surveys.Lease) error {
	ids, err := t.stillLeased(leases)
	if err != nil || len(ids) == 0 {
		return err
	}
	if err := t.beat(holder); err != nil {
		return err
	}
	return t.Post(sqldb.Posted{
		Doing: "take leases over", SQL: "UPDATE invitations SET leased_by = $2 WHERE " + t.In("id", "$1"), Args: []any{t.List(ids), holder},
	})
}

// stillLeased gives the invitations whose leases still hold and whose mail is not being
// sent, locked, but for those that others have locked.
func (t Tx) stillLeased(leases []surveys.Lease) (ids []string, err error) {
	epochs := map[string]int64{}
	for _, c := range leases {
		epochs[c.Invitation] = c.Epoch
	}
	var rows []invitation
	err = t.Find(&rows, "SELECT id, epoch FROM invitations WHERE "+t.In("id", "$1")+" AND "+idle+" ORDER BY id"+t.SkipLocked,
		t.List(slices.Sorted(maps.Keys(epochs))))
	for _, row := range rows {
		if row.Epoch == epochs[row.ID] {
			ids = append(ids, row.ID)
		}
	}
	return ids, sqldb.Failed("find leases", err)
}

// InvitationReleaseLost turns what is still in sending after its lease ran out
// into unknown, with the reason, and gives how many there were.
func (t Tx) InvitationReleaseLost(now time.Time, reason surveys.Reason) (int, error) {
	var rows []invitation
	err := t.Find(&rows, "SELECT * FROM invitations WHERE "+lost+" ORDER BY id"+t.SkipLocked, sqldb.At(now))
	if err != nil {
		return 0, sqldb.Failed("find lost invitations", err)
	}
	var reminders []string
	for _, row := range rows {
		if row.Wave > 0 {
			reminders = append(reminders, row.ID)
		}
	}
	return len(rows), errors.Join(t.loseReminders(reminders, reason.Text()), t.callUnknown(rows, now, now, reason))
}

// callUnknown makes invitations unknown at now, with the reason, whose mail may have
// gone out, at the latest at a time: their links close like any other, and their first
// mails are counted.
func (t Tx) callUnknown(rows []invitation, now, latest time.Time, reason surveys.Reason) error {
	count := map[mailed]int64{} // by one without its number
	for i := range rows {
		row := &rows[i]
		row.Status, row.Reason, row.NextAt, row.LeasedUntil, row.Resending = string(surveys.StatusUnknown), reason.Text(), sqldb.Instant{}, sqldb.Instant{}, false
		// The mail may have arrived, so its link must close like any other.
		if row.SentAt.IsZero() {
			row.SentAt = sqldb.At(cmp.Or(row.AskedAt.Time, latest))
			count[mailed{Survey: row.Survey, Day: row.Day}]++
		}
		if row.ClosesAt.IsZero() {
			row.ClosesAt = sqldb.At(row.SentAt.Add(time.Duration(row.OpenFor)))
		}
	}
	var sent []mailed
	for m, n := range count {
		m.Sent = n
		sent = append(sent, m)
	}
	lost := sqldb.Each(rows, func(i invitation) statusChange { return statusChange{i.ID, sqldb.At(now), i.Status, i.Reason, i.Wave} })
	if err := t.appendStatusChanges(lost); err != nil {
		return err
	}
	return errors.Join(t.addMailed(sent), invitations.Insert(t.Queries, "call invitations unknown", rows, invitations.Replace("id", "id")))
}

// InvitationsLeased locks the contacts and the persons before the invitations, in the
// order in which everybody locks who changes invitations. It does so itself because
// its caller learns of both only from here. A contact may become another person
// while the lock waits. It is then read again, and the new person is locked: who
// it is cannot change until the transaction ends.
func (t Tx) InvitationsLeased(leases []surveys.Lease) (map[string]surveys.Invitation, error) {
	epochs := map[string]int64{}
	for _, c := range leases {
		epochs[c.Invitation] = max(epochs[c.Invitation], c.Epoch)
	}
	ids := slices.Sorted(maps.Keys(epochs))
	if err := t.lockPersonsOf(ids); err != nil {
		return nil, err
	}
	var rows []invitation
	err := t.Find(&rows, "SELECT * FROM invitations WHERE "+t.In("id", "$1")+" AND "+idle+" ORDER BY id"+t.ForUpdate, t.List(ids))
	found := make(map[string]surveys.Invitation, len(rows))
	for _, row := range rows {
		if row.Epoch == epochs[row.ID] {
			found[row.ID] = row.value()
		}
	}
	return found, sqldb.Failed("read leases", err)
}

// lockPersonsOf locks the contacts of invitations, and who they are.
func (t Tx) lockPersonsOf(invitations []string) error {
	if t.LockPersons == "" { // one writer
		return nil
	}
	var persons []string
	err := t.Find(&persons, "SELECT person FROM contacts WHERE id IN (SELECT contact_id FROM invitations WHERE "+t.In("id", "$1")+") ORDER BY id"+t.ForUpdate, t.List(invitations))
	if err != nil || len(persons) == 0 {
		return sqldb.Failed("lock contacts", err)
	}
	slices.Sort(persons)
	return t.Lock(t.LockPersons, t.List(slices.Compact(persons)))
}

// InvitationBacklog counts the invitations that are due, leased, being sent, unknown or
// retried.
func (r Reader) InvitationBacklog(now time.Time) (surveys.Backlog, error) {
	type count struct {
		Status string
		N      int64
		Oldest sqldb.Instant
	}
	q := r.Queries
	waiting, err1 := sqldb.One[count](q, "backlog", "SELECT count(*) AS n, min(next_at) AS oldest FROM invitations WHERE "+due, sqldb.At(now))
	holding, err2 := sqldb.One[int64](q, "backlog", "SELECT count(*) FROM invitations WHERE "+held, sqldb.At(now))
	var states []count
	err3 := q.Find(&states, "SELECT status, count(*) AS n FROM invitations WHERE status IN ('sending', 'unknown') GROUP BY status")
	retrying, err4 := sqldb.One[int64](q, "backlog", "SELECT count(*) FROM invitations WHERE next_at IS NOT NULL AND attempts > 0")
	b := surveys.Backlog{Due: waiting.N, OldestDue: waiting.Oldest.Time, Leased: holding, Retrying: retrying}
	for _, state := range states {
		if state.Status == string(surveys.StatusSending) {
			b.Sending = state.N
		} else {
			b.Unknown = state.N
		}
	}
	return b, sqldb.Failed("count what waits", errors.Join(err1, err2, err3, err4))
}
