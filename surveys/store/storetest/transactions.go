package storetest

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"halte/surveys"
	"halte/surveys/store"
)

var transactions = []promise{
	{"what a transaction wrote is there when it returns", func(s subject) {
		s.do(func(tx store.Tx) { check(tx.ContactsPut([]surveys.Contact{jo})) })
		wants(s, "the contact", must(s.Read(s.Context()).Contact(jo.ID)), jo)
	}},
	{"of a transaction that fails nothing stays", func(s subject) {
		broken := errors.New("broken")
		err := s.Update(s.Context(), func(tx store.Tx) error {
			check(tx.ContactsPut([]surveys.Contact{jo}))
			check(tx.RollupsAdd([]surveys.Rollup{total("s", "2026-11-20", 9)}))
			return broken
		})
		if !errors.Is(err, broken) {
			s.Errorf("the error is %v, not the one that was returned", err)
		}
		s.isEmpty()
	}},
	{"of a transaction that panics nothing stays, and the panic comes out", func(s subject) {
		func() {
			defer func() {
				if p := recover(); p != "broken" {
					s.Errorf("the panic is %v", p)
				}
			}()
			_ = s.Update(s.Context(), func(tx store.Tx) error {
				check(tx.ContactsPut([]surveys.Contact{jo}))
				panic("broken")
			})
		}()
		s.isEmpty()
	}},
	{"of a transaction whose context ends nothing stays", func(s subject) {
		ctx, cancel := context.WithCancel(s.Context())
		err := s.Update(ctx, func(tx store.Tx) error {
			check(tx.ContactsPut([]surveys.Contact{jo}))
			cancel()
			return nil
		})
		if err == nil {
			s.Error("a cancelled transaction was committed")
		}
		s.isEmpty()
	}},
	{"a transaction sees what it wrote, and nobody else does before it ends", func(s subject) {
		s.do(func(tx store.Tx) {
			check(tx.ContactsPut([]surveys.Contact{jo}))
			wants(s, "the contact", must(tx.ContactsLock([]string{jo.ID})), map[string]surveys.Contact{jo.ID: jo})
			_, err := s.Read(s.Context()).Contact(jo.ID)
			wantsKind(s, "reading it from outside", err, surveys.NotFound)
		})
	}},
	{"many transactions may read outside of themselves", func(s subject) {
		ctx := s.within()
		s.together(40, func(int) {
			check(s.Update(ctx, func(tx store.Tx) error {
				must(tx.RevisionShare())
				_, err := s.Read(ctx).Sending()
				return err
			}))
		})
	}},
	{"an error of a rule comes out as it went in", func(s subject) {
		refused := surveys.Errorf(surveys.Gone, "too late")
		err := s.Update(s.Context(), func(store.Tx) error { return refused })
		if !errors.Is(err, refused) {
			s.Errorf("the error is %v", err)
		}
	}},
	{"who locks a person waits for whoever locked the same person", func(s subject) {
		ctx := s.within()
		var inside, turns atomic.Int32
		s.together(8, func(int) {
			check(s.Update(ctx, func(tx store.Tx) error {
				check(tx.PersonLock(jo.Person))
				must(tx.SuppressionsOfPersons([]surveys.Person{jo.Person})) // now the lock is there for sure
				defer inside.Add(-1)
				if inside.Add(1) != 1 {
					s.Error("two transactions hold one person")
				}
				must(tx.SuppressionsOfPersons([]surveys.Person{jo.Person}))
				turns.Add(1)
				return nil
			}))
		})
		wants(s, "the number of turns", turns.Load(), 8)
	}},
	{"transactions that write the same contacts in another order wait for each other", func(s subject) {
		s.neverRunAgain(8, 20, func(tx store.Tx, who, round int) {
			a, b := contact("a"), contact("b")
			a.SeenAt, b.SeenAt = hours(round), hours(round)
			list, order := []surveys.Contact{a, b}, []string{"a", "b"}
			if who%2 == 1 {
				list, order = []surveys.Contact{b, a}, []string{"b", "a"}
			}
			must(tx.ContactsLock(order))
			check(tx.ContactsPut(list))
		})
	}},
	{"transactions that add to one row of rollups wait for each other, and the sum is exact", func(s subject) {
		s.neverRunAgain(16, 10, func(tx store.Tx, who, round int) {
			rows := []surveys.Rollup{
				total("s", "2026-11-20", 9), inDimension("locale", "nl", 9), inDimension("wave", "first", 9),
				inDimension("source", "mail", 9), inDimension("segment.persona", "commuter", 9), total("t", "2026-11-20", 9),
			}
			if who%2 == 1 {
				rows[0], rows[5] = rows[5], rows[0]
			}
			check(tx.RollupsAdd(rows))
		})
		for _, r := range must(s.Read(s.Context()).RollupSums(surveys.RollupQuery{})) {
			wants(s, "the tally of "+r.Survey, r.Tally, tally(9, 160))
		}
	}},
	{"who takes the locks of rollups keeps other writers of responses out", func(s subject) {
		ctx := s.within()
		locked, written := make(chan struct{}), atomic.Bool{}
		var both sync.WaitGroup
		both.Go(func() {
			defer report(s.T)
			<-locked
			check(s.Update(ctx, func(tx store.Tx) error {
				check(tx.ResponsesAppend([]surveys.Response{response("r", 1)}, widest))
				return tx.RollupsAdd([]surveys.Rollup{total("s", "2026-11-20", 9)})
			}))
			written.Store(true)
		})
		check(s.Update(ctx, func(tx store.Tx) error {
			check(tx.RollupsLock())
			must(tx.RollupsAll()) // now the lock is there for sure
			if !written.Load() {  // fn may be run again
				select {
				case <-locked:
				default:
					close(locked)
				}
			}
			for range 50 {
				wants(s, "the number of rollups", len(must(tx.RollupsAll())), 0)
			}
			if written.Load() {
				s.Error("a response was written under the lock")
			}
			return nil
		}))
		both.Wait()
	}},
	{"a ping is answered", func(s subject) { check(s.Ping(s.Context())) }},
}

// neverRunAgain runs transactions side by side, and fails the test when the
// database had to give one of them up for another.
func (s subject) neverRunAgain(writers, rounds int, fn func(tx store.Tx, who, round int)) {
	ctx := s.within()
	var runs atomic.Int32
	s.together(writers, func(who int) {
		for round := range rounds {
			check(s.Update(ctx, func(tx store.Tx) error {
				runs.Add(1)
				fn(tx, who, round)
				return nil
			}))
		}
	})
	wants(s, "the number of transactions run", int(runs.Load()), writers*rounds)
}

// isEmpty checks that nothing was written, and that writing still works.
func (s subject) isEmpty() {
	s.Helper()
	_, err := s.Read(s.Context()).Contact(jo.ID)
	wantsKind(s, "the contact", err, surveys.NotFound)
	s.do(func(tx store.Tx) {
		wants(s, "the number of rollups", len(must(tx.RollupsAll())), 0)
		check(tx.ContactsPut([]surveys.Contact{jo}))
	})
}
