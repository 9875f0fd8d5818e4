package main

import (
	"context"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"
	"github.com/hibiken/asynq"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// The floor is what gin, pgx and asynq reach with nothing around them: an event
// is deduplicated and leads to an invitation and a delayed task; an answer is a
// row and a counter of its day. No rule is asked, nothing is explained.
const floorTables = `DROP SCHEMA IF EXISTS floor CASCADE; CREATE SCHEMA floor;
CREATE TABLE floor.events (id uuid PRIMARY KEY, key text NOT NULL UNIQUE, touchpoint text NOT NULL, email text NOT NULL, payload jsonb, created_at timestamptz NOT NULL);
CREATE TABLE floor.invitations (id uuid PRIMARY KEY, event_id uuid NOT NULL, email text NOT NULL, send_at timestamptz NOT NULL, status text NOT NULL, created_at timestamptz NOT NULL);
CREATE INDEX ON floor.invitations (email, created_at);
CREATE INDEX ON floor.invitations (status, send_at);
CREATE TABLE floor.responses (id uuid PRIMARY KEY, survey int NOT NULL, touchpoint int NOT NULL, rating smallint NOT NULL, comment text, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL);
CREATE INDEX ON floor.responses (touchpoint, created_at);
CREATE INDEX ON floor.responses (survey, created_at);
CREATE TABLE floor.rollups (touchpoint int, day date, rating smallint, n bigint NOT NULL, PRIMARY KEY (touchpoint, day, rating)) WITH (fillfactor = 50);`

// runFloor serves the floor until it is ended.
func runFloor(args []string) error {
	flags := flag.NewFlagSet("floor", flag.ContinueOnError)
	address, db, redis := flags.String("listen", "", ""), flags.String("db", "", ""), flags.String("redis", "", "")
	if err := flags.Parse(args); err != nil {
		return err
	}
	ctx := context.Background()
	config, err := pgxpool.ParseConfig(*db)
	if err != nil {
		return err
	}
	config.MaxConns = 16
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return err
	}
	if _, err := pool.Exec(ctx, floorTables); err != nil {
		return err
	}
	option, err := asynq.ParseRedisURI(*redis)
	if err != nil {
		return err
	}
	queue := asynq.NewClient(option)
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	e.Use(gin.Recovery())
	e.GET("/ready", func(c *gin.Context) { c.Status(http.StatusOK) })
	e.POST("/event", func(c *gin.Context) {
		answer(c, http.StatusAccepted, floorEvent(c, pool, queue))
	})
	e.POST("/events", func(c *gin.Context) {
		n, err := floorEvents(c, pool)
		if err != nil {
			answer(c, http.StatusInternalServerError, err)
			return
		}
		c.JSON(http.StatusAccepted, gin.H{"results": slices.Repeat([]gin.H{{"status": "accepted"}}, n)})
	})
	e.GET("/page", func(c *gin.Context) { floorShow(c, pool) })
	e.POST("/answer", func(c *gin.Context) { answer(c, http.StatusCreated, floorAnswer(c, pool)) })
	return http.ListenAndServe(*address, e)
}

func answer(c *gin.Context, status int, err error) {
	if err != nil {
		c.JSON(http.StatusInternalServerError, gin.H{"error": err.Error()})
		return
	}
	c.JSON(status, gin.H{"status": "accepted"})
}

func floorEvent(c *gin.Context, pool *pgxpool.Pool, queue *asynq.Client) error {
	var in floorRequest
	if err := c.ShouldBindJSON(&in); err != nil {
		return err
	}
	email, _ := in.Contact["email"].(string)
	now, event, invitation := time.Now(), uuid.New(), uuid.New()
	err := pgx.BeginFunc(c.Request.Context(), pool, func(tx pgx.Tx) error {
		b := &pgx.Batch{}
		b.Queue("INSERT INTO floor.events VALUES ($1,$2,$3,$4,$5,$6) ON CONFLICT DO NOTHING", event, in.ID, in.Name, email, `{"a":1}`, now)
		b.Queue("INSERT INTO floor.invitations VALUES ($1,$2,$3,$4,'scheduled',$5)", invitation, event, email, now.Add(time.Hour), now)
		return tx.SendBatch(c.Request.Context(), b).Close()
	})
	if err != nil {
		return err
	}
	_, err = queue.EnqueueContext(c.Request.Context(), asynq.NewTask("send", []byte(invitation.String())), asynq.TaskID(invitation.String()), asynq.ProcessIn(time.Hour))
	return err
}

// floorRequest is an event as the bare parts read it.
type floorRequest struct {
	ID      string            `json:"id" binding:"required"`
	Name    string            `json:"name" binding:"required"`
	Contact map[string]any    `json:"contact"`
	Props   map[string]string `json:"properties"`
}

// floorEvents stores many events and their invitations by two statements in one commit.
func floorEvents(c *gin.Context, pool *pgxpool.Pool) (int, error) {
	var in []floorRequest
	if err := c.ShouldBindJSON(&in); err != nil {
		return 0, err
	}
	now, n := time.Now(), len(in)
	events, invitations := make([]uuid.UUID, n), make([]uuid.UUID, n)
	keys, names, emails := make([]string, n), make([]string, n), make([]string, n)
	for i, e := range in {
		events[i], invitations[i], keys[i], names[i] = uuid.New(), uuid.New(), e.ID, e.Name
		emails[i], _ = e.Contact["email"].(string)
	}
	return n, pgx.BeginFunc(c.Request.Context(), pool, func(tx pgx.Tx) error {
		b := &pgx.Batch{}
		b.Queue(`INSERT INTO floor.events SELECT e, k, n, m, '{"a":1}', $5 FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) AS u (e, k, n, m) ON CONFLICT DO NOTHING`, events, keys, names, emails, now)
		b.Queue(`INSERT INTO floor.invitations SELECT i, e, m, $4, 'scheduled', $5 FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS u (i, e, m)`, invitations, events, emails, now.Add(time.Hour), now)
		return tx.SendBatch(c.Request.Context(), b).Close()
	})
}

// floorShow reads a row and writes a page from it.
func floorShow(c *gin.Context, pool *pgxpool.Pool) {
	var page struct{ ID, Name string }
	err := pool.QueryRow(c.Request.Context(), "SELECT id::text, email FROM floor.invitations WHERE id = (SELECT id FROM floor.invitations LIMIT 1)").Scan(&page.ID, &page.Name)
	if err != nil {
		answer(c, http.StatusInternalServerError, err)
		return
	}
	c.Header("Content-Type", "text/html; charset=utf-8")
	_ = floorPage.Execute(c.Writer, page)
}

func floorAnswer(c *gin.Context, pool *pgxpool.Pool) error {
	var in struct {
		Rating  int16  `json:"rating" binding:"min=0,max=10"`
		Comment string `json:"comment"`
	}
	if err := c.ShouldBindJSON(&in); err != nil {
		return err
	}
	now := time.Now()
	_, err := pool.Exec(c.Request.Context(), `WITH added AS (INSERT INTO floor.responses VALUES ($1,1,1,$2,$3,$4,$4))
		INSERT INTO floor.rollups VALUES (1,$5,$2,1) ON CONFLICT (touchpoint, day, rating) DO UPDATE SET n = floor.rollups.n + 1`,
		uuid.New(), in.Rating, in.Comment, now, now.UTC().Format(time.DateOnly))
	return err
}

// startFloor runs the floor as a process of its own. stop ends it.
func startFloor(ctx context.Context, db, redis string) (base string, stop func(), err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	address := l.Addr().String()
	l.Close()
	self, err := os.Executable()
	if err != nil {
		return "", nil, err
	}
	cmd := exec.CommandContext(ctx, self, "floor", "-listen", address, "-db", db, "-redis", redis)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	stop = func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	}
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		r, err := http.Get("http://" + address + "/ready")
		if err == nil {
			r.Body.Close()
			return "http://" + address, stop, nil
		}
		if time.Now().After(deadline) || ctx.Err() != nil {
			stop()
			return "", nil, fmt.Errorf("the floor is not ready: %w", err)
		}
	}
}
