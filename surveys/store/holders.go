package store

import (
	"time"

	"halte/surveys"
	"halte/surveys/store/sqldb"
)

type holder struct {
	ID    string
	Beats int64
}

// beat counts a beat of a process that has just got leases. The row comes with them in
// one transaction: no lease is under a name that is not there yet.
func (t Tx) beat(id string) error {
	return t.Post(sqldb.Posted{
		Doing: "note who holds leases", Args: []any{id},
		SQL: "INSERT INTO holders (id, beats) VALUES ($1, 1) ON CONFLICT (id) DO UPDATE SET beats = holders.beats + 1",
	})
}

// HolderBeat counts a beat only of who holds leases at now: where nothing is due, nothing
// is written. It comes first in its transaction, so that whoever publishes a definition
// makes nobody look dead.
func (t Tx) HolderBeat(id string, now time.Time) ([]surveys.Holder, error) {
	t.SkipRevision()
	if err := t.Post(sqldb.Posted{
		Doing: "note who holds leases", Args: []any{sqldb.At(now), id},
		SQL: "INSERT INTO holders (id, beats) SELECT CAST($2 AS text), 1 WHERE EXISTS (SELECT 1 FROM invitations WHERE " + held + " AND leased_by = $2)" +
			" ON CONFLICT (id) DO UPDATE SET beats = holders.beats + 1",
	}); err != nil {
		return nil, err
	}
	var rows []holder
	err := t.Find(&rows, "SELECT id, beats FROM holders ORDER BY id")
	return sqldb.Each(rows, func(h holder) surveys.Holder { return surveys.Holder(h) }), sqldb.Failed("read who holds leases", err)
}

// HoldersDelete leaves those that have beaten meanwhile.
func (t Tx) HoldersDelete(list []surveys.Holder) error {
	for _, h := range list {
		if err := t.Post(sqldb.Posted{
			Doing: "forget who held leases", SQL: "DELETE FROM holders WHERE id = $1 AND beats = $2", Args: []any{h.ID, h.Beats},
		}); err != nil {
			return err
		}
	}
	return nil
}

// LeasesReleaseLost asks for the holder once more when it has the locks: an invitation
// may have passed to somebody since it was found. One that is locked comes next time.
func (t Tx) LeasesReleaseLost(now time.Time) (int, error) {
	const nobodys = " AND leased_by NOT IN (SELECT id FROM holders)"
	var ids []string
	if err := t.Find(&ids, "SELECT id FROM invitations WHERE leased_until > $1 AND "+idle+nobodys+" ORDER BY id"+t.SkipLocked, sqldb.At(now)); err != nil {
		return 0, sqldb.Failed("find leases of nobody", err)
	}
	if len(ids) == 0 {
		return 0, nil
	}
	n, err := t.Change("UPDATE invitations SET leased_until = NULL WHERE "+t.In("id", "$1")+nobodys, t.List(ids))
	return int(n), sqldb.Failed("end leases of nobody", err)
}
