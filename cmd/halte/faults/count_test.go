package faults

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"halte/surveys"
)

// settles waits until no invitation waits for anything, ends the programs as an
// operator does, and counts.
func (w *world) settles() {
	w.t.Helper()
	w.goesOn("every invitation is settled", func() bool {
		states := w.states()
		return states[surveys.StatusScheduled]+states[surveys.StatusSending] == 0
	})
	w.end()
	w.counts()
}

// settlesUnaided is settles where nobody puts the lease of what is to be sent into the
// past: that has to begin in less than the five minutes of a lease.
func (w *world) settlesUnaided() {
	w.t.Helper()
	for end := time.Now().Add(4 * time.Minute); w.states()[surveys.StatusScheduled] > 0; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			w.t.Fatalf("%d still wait", w.states()[surveys.StatusScheduled])
		}
	}
	w.leasesEnd() // of what was being sent
	w.settles()
}

// end asks every program that is left to end, and wants it to do so in order.
func (w *world) end() {
	w.t.Helper()
	for _, p := range w.programs {
		select {
		case <-p.Ended():
			continue // it was killed
		default:
		}
		if status := p.Terminate(); status != 0 {
			w.t.Errorf("asked to end, a program ended with status %d:\n%s", status, p.log.String())
		}
	}
}

// counts holds the invitations against what the mail server took.
func (w *world) counts() {
	w.t.Helper()
	taken, unreplied := w.taken()
	var lost, twice, unknown, surprising []string
	total := 0
	for _, row := range w.rows("SELECT id, status FROM invitations") {
		id, status := row[0], surveys.Status(row[1])
		total++
		n := taken[id]
		delete(taken, id)
		switch status {
		case surveys.StatusSent:
			if n == 0 {
				lost = append(lost, id)
			}
		case surveys.StatusUnknown:
			unknown = append(unknown, id)
			if !w.inFlight[id] && !unreplied[id] {
				surprising = append(surprising, id)
			}
		default: // nothing in these worlds keeps a mail back
			lost = append(lost, id)
		}
		if n > 1 {
			twice = append(twice, id)
		}
	}
	if total != w.invited {
		w.t.Errorf("there are %d invitations, want %d", total, w.invited)
	}
	if len(taken) > 0 {
		w.t.Errorf("%d mails were taken that belong to no invitation", len(taken))
	}
	for what, ids := range map[string][]string{
		"lost": lost, "sent twice": twice, "unknown although nobody died sending them and the mail server replied": surprising,
	} {
		if len(ids) > 0 {
			w.t.Errorf("%d of %d invitations are %s, among them %v", len(ids), w.invited, what, ids[:min(5, len(ids))])
		}
	}
	if w.most > workers*mostAtWork {
		w.t.Errorf("%d mails were in flight at one kill, and a program begins %d at once", w.most, workers*mostAtWork)
	}
	w.t.Logf("%d invitations: lost %d, twice %d, unknown %d; %d kills with %d in flight, %d at most; %s",
		w.invited, len(lost), len(twice), len(unknown), w.killed, len(w.inFlight), w.most, time.Since(w.began).Round(time.Second))
}

// workers is how many mails one program sends at once, and mostAtWork how many each
// of them has begun at most, so that they share their transactions.
const (
	workers    = 10
	mostAtWork = 16
)

var messageID = regexp.MustCompile(`(?mi)^Message-ID:\s*<([^.@>]+)\.0@`)

// taken says how often the mail server took the mail of each invitation, and
// which it never replied to.
func (w *world) taken() (taken map[string]int, unreplied map[string]bool) {
	w.t.Helper()
	taken, unreplied = map[string]int{}, map[string]bool{}
	// A client cannot tell whether the mail that it wrote was read to its end.
	contacts := map[string]string{}
	for _, row := range w.rows("SELECT contact_id, id FROM invitations") {
		contacts[row[0]] = row[1]
	}
	for _, mail := range w.sink.Dropped() {
		contact, _, _ := strings.Cut(mail.To[0], "@")
		unreplied[contacts[contact]] = true
	}
	for _, mail := range w.sink.Mails() {
		id := messageID.FindSubmatch(mail.Data)
		if id == nil {
			w.t.Errorf("a mail has no Message-ID of an invitation:\n%s", mail.Data)
			continue
		}
		taken[string(id[1])]++
		unreplied[string(id[1])] = unreplied[string(id[1])] || mail.Unreplied
	}
	return taken, unreplied
}

// report tells how things stand, for a test that fails.
func (w *world) report() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d mails were taken; %d programs were killed\n", w.sink.Count(), w.killed)
	rows, err := w.db.Query("SELECT status, reason, count(*), sum(CASE WHEN leased_until IS NOT NULL THEN 1 ELSE 0 END) FROM invitations GROUP BY status, reason ORDER BY 1, 2")
	if err != nil {
		fmt.Fprintf(&b, "the database does not answer: %v\n", err)
	} else {
		defer rows.Close()
		for rows.Next() {
			var status, reason string
			var n, held int
			if err := rows.Scan(&status, &reason, &n, &held); err == nil {
				fmt.Fprintf(&b, "%-12s %6d, held %5d  %s\n", status, n, held, reason)
			}
		}
	}
	for _, p := range slices.Backward(w.programs[max(0, len(w.programs)-2):]) {
		fmt.Fprintf(&b, "the log of a program ends with:\n%s\n", p.log.String())
	}
	return b.String()
}
