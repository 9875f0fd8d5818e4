package main

import (
	"context"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"halte/surveys"
	"halte/surveys/store"
)

// backlogCollector counts the waiting mails in the database each time that metrics are
// read. Every process gives the same figures.
type backlogCollector struct {
	store *store.Store
	log   *slog.Logger
}

func newBacklogCollector(s *store.Store, log *slog.Logger) prometheus.Collector {
	return backlogCollector{s, log}
}

func describe(name, help string) *prometheus.Desc { return prometheus.NewDesc(name, help, nil, nil) }

var (
	databaseUp  = describe("halte_database_up", "1 when the database answered.")
	due         = describe("halte_invitations_due", "Invitations whose mail is due and that nobody works on.")
	oldestDue   = describe("halte_invitations_oldest_due_seconds", "How long the one that waits longest has been due; 0 when none is.")
	leased      = describe("halte_invitations_claimed", "Invitations that a process works on.")
	beingSent   = describe("halte_invitations_sending", "Invitations whose mail is being handed to a server.")
	unknown     = describe("halte_invitations_unknown", "Invitations of which nobody knows whether their mail arrived.")
	retrying    = describe("halte_invitations_retrying", "Invitations that wait to be tried again after a failed attempt.")
	sendPaused  = describe("halte_sending_paused", "1 while all sending is paused.")
	older       = describe("halte_database_older", "1 while sending is paused because the database is older than it should be, such as a restored backup.")
	backlogAsks = []*prometheus.Desc{databaseUp, due, oldestDue, leased, beingSent, unknown, retrying, sendPaused, older}
)

// newReportCounter counts mails that came back. Every process counts its own.
func newReportCounter() *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "halte_mail_reports_total", Help: "Mails that came back, by what they say.",
	}, []string{"kind"})
}

// Describe implements prometheus.Collector.
func (backlogCollector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range backlogAsks {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (c backlogCollector) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	gauge := func(d *prometheus.Desc, v float64) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v)
	}
	now := now()
	b, err := c.store.Read(ctx).InvitationBacklog(now)
	sending, wrong := surveys.Sending{}, err
	if err == nil {
		sending, wrong = c.store.Read(ctx).Sending()
	}
	if wrong != nil {
		c.log.Warn("the metrics of what waits could not be read", "error", wrong)
		gauge(databaseUp, 0)
		return
	}
	age := 0.0
	if !b.OldestDue.IsZero() {
		age = max(0, now.Sub(b.OldestDue).Seconds())
	}
	gauge(databaseUp, 1)
	gauge(due, float64(b.Due))
	gauge(oldestDue, age)
	gauge(leased, float64(b.Leased))
	gauge(beingSent, float64(b.Sending))
	gauge(unknown, float64(b.Unknown))
	gauge(retrying, float64(b.Retrying))
	gauge(sendPaused, surveys.IfElse(sending.Paused.IsZero(), 0.0, 1))
	gauge(older, surveys.IfElse(sending.Older.IsZero(), 0.0, 1))
}
