package mailer

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"halte/surveys"
	"halte/surveys/blame"
)

// counters count the outcomes of conversations with each server. Their labels name
// servers, never recipients.
type counters struct {
	sends *prometheus.CounterVec
	held  prometheus.Counter
}

func newCounters(relays []*relay) *counters {
	c := &counters{
		sends: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "halte_mail_sends_total",
			Help: "Conversations with a mail server about one mail, by what came of it: sent, temporary, refused, unwelcome (the server takes no mail from us) or unknown.",
		}, []string{"server", "outcome"}),
		held: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "halte_mail_held_total",
			Help: "Mails that were put back without asking a server, because of a limit or because all servers are left alone.",
		}),
	}
	for _, r := range relays {
		for _, outcome := range []string{"sent", "temporary", "refused", "unwelcome", "unknown"} {
			c.sends.WithLabelValues(r.server.name(), outcome)
		}
	}
	return c
}

func (c *counters) sent(r *relay, failed *surveys.SendError) {
	outcome := "sent"
	switch {
	case failed == nil:
	case failed.Outcome == surveys.SendUnknown:
		outcome = "unknown"
	case failed.Blame() == blame.Sender:
		outcome = "unwelcome"
	case failed.Outcome == surveys.SendRefused:
		outcome = "refused"
	default:
		outcome = "temporary"
	}
	c.sends.WithLabelValues(r.server.name(), outcome).Inc()
}

// Collectors gives the metrics, to be registered once.
func (s *SMTP) Collectors() []prometheus.Collector {
	return []prometheus.Collector{s.count.sends, s.count.held, serverCollector{s.relays, s.now}}
}

// serverCollector looks at the servers whenever it is scraped.
type serverCollector struct {
	relays []*relay
	now    func() time.Time
}

var (
	circuitDesc = prometheus.NewDesc("halte_mail_circuit_state", "Whether a mail server is talked to: 0 closed (it is), 1 half open (one mail tries), 2 open (it is left alone).", []string{"server"}, nil)
	shareDesc   = prometheus.NewDesc("halte_mail_pace_ratio", "The part of its rate at which a mail server is used; below 1 after it asked for less.", []string{"server"}, nil)
	busyDesc    = prometheus.NewDesc("halte_mail_connections_busy", "Connections to a mail server on which a mail is being sent.", []string{"server"}, nil)
)

// Describe implements prometheus.Collector.
func (serverCollector) Describe(ch chan<- *prometheus.Desc) {
	ch <- circuitDesc
	ch <- shareDesc
	ch <- busyDesc
}

// Collect implements prometheus.Collector.
func (c serverCollector) Collect(ch chan<- prometheus.Metric) {
	now := c.now()
	for _, r := range c.relays {
		name := r.server.name()
		for desc, v := range map[*prometheus.Desc]float64{
			circuitDesc: float64(r.circuit.state(now)), shareDesc: r.limiter.shareNow(now), busyDesc: float64(len(r.slots)),
		} {
			ch <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, v, name)
		}
	}
}
