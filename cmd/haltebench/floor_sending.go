package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"html/template"
	"net/smtp"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/hibiken/asynq"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

const floorSendingTable = `DROP TABLE IF EXISTS floor_sending;
CREATE TABLE floor_sending (id uuid PRIMARY KEY, email text NOT NULL, name text, status text NOT NULL, sent_at timestamptz, updated_at timestamptz NOT NULL) WITH (fillfactor = 70)`

// floorConnections is to how many connections the bare parts send, as Halte does.
const floorConnections = 10

// floorSender sends one mail for each task: claim the row, write ten kilobytes, hand them
// over, mark the row. No rule is asked, and a mail whose process dies is sent twice.
type floorSender struct {
	pool  *pgxpool.Pool
	page  *template.Template
	mails chan *smtp.Client
}

var floorPage = template.Must(template.New("mail").Parse(`<p>Hello {{.Name}}</p><p><a href="https://survey.example.test/s/{{.ID}}">0 1 2 3 4 5 6 7 8 9 10</a></p>` +
	strings.Repeat("<p>How likely are you to recommend us to a friend or colleague? Thank you.</p>\r\n", 103)))

var floorText = strings.Repeat("How likely are you to recommend us?\r\n", 40)

// runFloorSending fills a table and a queue, sends all of it, and prints how long that took.
func runFloorSending(args []string) (err error) {
	flags := flag.NewFlagSet("floorsend", flag.ContinueOnError)
	db, uri, server, n := flags.String("db", "", ""), flags.String("redis", "", ""), flags.String("smtp", "", ""), flags.Int("n", 20_000, "")
	if err := flags.Parse(args); err != nil {
		return err
	}
	ctx := context.Background()
	config, err := pgxpool.ParseConfig(*db)
	if err != nil {
		return err
	}
	config.MaxConns = floorConnections
	s := floorSender{page: floorPage, mails: make(chan *smtp.Client, floorConnections)}
	if s.pool, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return err
	}
	defer s.pool.Close()
	option, err := asynq.ParseRedisURI(*uri)
	if err != nil {
		return err
	}
	if err := s.fill(ctx, option, *n); err != nil {
		return err
	}
	for range floorConnections {
		c, err := smtp.Dial(*server)
		if err != nil {
			return err
		}
		s.mails <- c
	}
	return s.run(option, *n)
}

func (s floorSender) fill(ctx context.Context, option asynq.RedisConnOpt, n int) error {
	if _, err := s.pool.Exec(ctx, floorSendingTable); err != nil {
		return err
	}
	ids := make([]uuid.UUID, n)
	_, err := s.pool.CopyFrom(ctx, pgx.Identifier{"floor_sending"}, []string{"id", "email", "name", "status", "updated_at"}, pgx.CopyFromSlice(n, func(i int) ([]any, error) {
		ids[i] = uuid.New()
		return []any{ids[i], fmt.Sprintf("user%d@example.test", i), fmt.Sprintf("User %d", i), "scheduled", time.Now()}, nil
	}))
	if err != nil {
		return err
	}
	client := asynq.NewClient(option)
	defer client.Close()
	for _, id := range ids {
		if _, err := client.Enqueue(asynq.NewTask("send", id[:]), asynq.Queue("floor"), asynq.TaskID(id.String())); err != nil {
			return err
		}
	}
	return nil
}

func (s floorSender) run(option asynq.RedisConnOpt, n int) error {
	var ended, failed atomic.Int64
	all := make(chan struct{})
	server := asynq.NewServer(option, asynq.Config{Concurrency: floorConnections, LogLevel: asynq.ErrorLevel, Queues: map[string]int{"floor": 1}})
	mux := asynq.NewServeMux()
	mux.HandleFunc("send", func(ctx context.Context, t *asynq.Task) error {
		err := s.send(ctx, t.Payload())
		if err != nil {
			failed.Add(1)
		}
		if ended.Add(1) == int64(n) {
			close(all)
		}
		return err
	})
	database := serverCPU(context.Background(), s.pool.Config().ConnString())
	before, begin := processor(), time.Now()
	if err := server.Start(mux); err != nil {
		return err
	}
	<-all
	took, thousands := time.Since(begin).Seconds(), float64(n)/1000
	r := sample{
		Value: float64(n) / took, CPU: (processor() - before) / thousands,
		Server: (serverCPU(context.Background(), s.pool.Config().ConnString()) - database) / thousands,
	}
	server.Shutdown()
	if lost := failed.Load(); lost > 0 {
		return fmt.Errorf("%d of %d mails failed", lost, n)
	}
	return json.NewEncoder(os.Stdout).Encode(r)
}

func (s floorSender) send(ctx context.Context, payload []byte) error {
	id, err := uuid.FromBytes(payload)
	if err != nil {
		return err
	}
	var email, name string
	err = s.pool.QueryRow(ctx, `UPDATE floor_sending SET status='sending', updated_at=now() WHERE id=$1 AND status IN ('scheduled','sending') RETURNING email, name`, id).Scan(&email, &name)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "From: nps@example.test\r\nTo: %s\r\nSubject: How did we do?\r\nMessage-ID: <%s@example.test>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=B%s\r\n\r\n--B%s\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n--B%s\r\nContent-Type: text/html; charset=utf-8\r\n\r\n", email, id, id, id, floorText, id)
	if err := s.page.Execute(&b, map[string]any{"Name": name, "ID": id}); err != nil {
		return err
	}
	fmt.Fprintf(&b, "\r\n--B%s--\r\n", id)
	c := <-s.mails
	defer func() { s.mails <- c }()
	if err := errors.Join(c.Mail("nps@example.test"), c.Rcpt(email)); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	_, err = w.Write(b.Bytes())
	if err := errors.Join(err, w.Close()); err != nil {
		return err
	}
	_, err = s.pool.Exec(ctx, `UPDATE floor_sending SET status='sent', sent_at=now(), updated_at=now() WHERE id=$1`, id)
	return err
}
