package mailer_test

import (
	"fmt"
	"testing"

	"halte/surveys/mailer"
	"halte/surveys/surveystest/smtpsink"
)

func BenchmarkCompose(b *testing.B) {
	m := ask()
	b.ReportAllocs()
	for b.Loop() {
		l, err := mailer.Compose(views, m, noon)
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(len(l.Bytes)))
	}
}

// BenchmarkSend includes the server, which runs in the same process.
func BenchmarkSend(b *testing.B) {
	for _, connections := range []int{1, 4, 16} {
		b.Run(fmt.Sprintf("connections=%d", connections), func(b *testing.B) {
			sink := smtpsink.Start(b, smtpsink.Options{CountOnly: true})
			s, err := mailer.NewSMTP(sink.URL(), mailer.Options{Templates: views, Now: clock, Connections: connections})
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			b.SetParallelism(connections)
			b.RunParallel(func(p *testing.PB) {
				for p.Next() {
					if err := s.Send(b.Context(), ask()); err != nil {
						b.Error(err)
					}
				}
			})
			made, _ := sink.Connections()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "mails/s")
			b.ReportMetric(float64(made), "connections")
		})
	}
}
