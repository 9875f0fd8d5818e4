package scheduler

import (
	"github.com/hibiken/asynq"
	"github.com/prometheus/client_golang/prometheus"
)

// counters count what the scheduler did since it was made.
type counters struct {
	sweeps, failures   prometheus.Counter
	tasks              prometheus.Counter
	queued, direct     prometheus.Counter
	settled, undecided prometheus.Counter
	lost, forgotten    prometheus.Counter
	returned, orphaned prometheus.Counter
	all                []prometheus.Collector
}

func newCounters() *counters {
	c := &counters{}
	one := func(name, help string) prometheus.Counter {
		n := prometheus.NewCounter(prometheus.CounterOpts{Name: name, Help: help})
		c.all = append(c.all, n)
		return n
	}
	two := func(name, help, label, a, b string) (prometheus.Counter, prometheus.Counter) {
		v := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, []string{label})
		c.all = append(c.all, v)
		return v.WithLabelValues(a), v.WithLabelValues(b)
	}
	c.sweeps = one("halte_sweeps_total", "Searches for invitations that are due.")
	c.failures = one("halte_sweep_failures_total", "Searches that failed because the database did not answer.")
	c.tasks = one("halte_tasks_total", "Tasks handed to Redis.")
	c.queued, c.direct = two("halte_claims_total", "Claimed invitations, by the way they went to a worker: redis, or direct while Redis was away.", "way", "redis", "direct")
	c.settled, c.undecided = two("halte_deliveries_total", "Deliveries: settled in some way, or undecided because the database did not answer.", "outcome", "settled", "undecided")
	c.lost = one("halte_deliveries_lost_total", "Invitations found in sending after their lease; they are unknown and not sent again.")
	c.returned = one("halte_claims_returned_total", "Claims given back undelivered, because a process ended or the database did not answer.")
	c.orphaned = one("halte_claims_orphaned_total", "Claims of processes that stopped without giving them back, which this process ended.")
	c.forgotten = one("halte_redis_losses_total", "Times Redis had lost its tasks, which were then handed out again.")
	return c
}

// queueCollector asks Redis about the queue whenever it is scraped.
type queueCollector struct {
	inspector              *asynq.Inspector
	pace                   *pace
	up, tasks, age, pacing *prometheus.Desc
}

func newQueueCollector(i *asynq.Inspector, p *pace) *queueCollector {
	return &queueCollector{
		inspector: i,
		pace:      p,
		up:        prometheus.NewDesc("halte_redis_up", "1 when Redis answered.", nil, nil),
		tasks:     prometheus.NewDesc("halte_queue_tasks", "Tasks in Redis, by state.", []string{"state"}, nil),
		age:       prometheus.NewDesc("halte_queue_latency_seconds", "Age of the oldest task that waits.", nil, nil),
		pacing:    prometheus.NewDesc("halte_delivery_pace_seconds", "Smoothed time of one delivery, by which work is claimed ahead.", nil, nil),
	}
}

func (c *queueCollector) Describe(ch chan<- *prometheus.Desc) {
	ch <- c.up
	ch <- c.tasks
	ch <- c.age
	ch <- c.pacing
}

func (c *queueCollector) Collect(ch chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	gauge(c.pacing, c.pace.delivery().Seconds())
	info, err := c.inspector.GetQueueInfo(queueName)
	if err != nil {
		gauge(c.up, 0)
		return
	}
	gauge(c.up, 1)
	gauge(c.tasks, float64(info.Pending), "pending")
	gauge(c.tasks, float64(info.Active), "active")
	gauge(c.tasks, float64(info.Archived), "archived")
	gauge(c.age, info.Latency.Seconds())
}
