package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"halte/migrations"
)

// parsePostgres reads an address. Where it cannot, the error tells nothing of it: the
// error of pgx leaves out what it takes for the password, and in an address that is
// broken by its password that is not all of it.
func parsePostgres(address string) (*pgxpool.Config, error) {
	u, broken := url.Parse(address)
	// A / ? or # in a password ends the host before it: what follows holds the @ then.
	torn := broken == nil && (u.User == nil && strings.Contains(address, "@") || strings.Contains(u.Path+u.Fragment, "@"))
	if c, err := pgxpool.ParseConfig(address); err == nil && !torn {
		return c, nil
	}
	return nil, errors.New("the address of the database cannot be read as postgres://user:password@host:port/database?parameters. " +
		"In the user and the password, signs such as @ : / ? # [ ] % and spaces have to be percent-encoded: %40 for @, %2F for /, %25 for %")
}

// openPostgres opens one pool of connections. Transactions may take three
// quarters of it: a use case that reads outside of its transaction then always
// finds a connection, however many transactions are waiting to do the same.
func openPostgres(ctx context.Context, address string, o Options) (*DB, error) {
	c, err := parsePostgres(address)
	if err != nil {
		return nil, err
	}
	if o.MaxConns > 0 {
		c.MaxConns = int32(min(o.MaxConns, 1000))
	} else if !strings.Contains(address, "pool_max_conns=") {
		c.MaxConns = 16
	}
	c.MaxConns = max(c.MaxConns, 2)
	if c.ConnConfig.RuntimeParams["application_name"] == "" {
		c.ConnConfig.RuntimeParams["application_name"] = "halte"
	}
	c.ConnConfig.RuntimeParams["timezone"] = "UTC"
	settings := planning
	if c.ConnConfig.RuntimeParams["idle_in_transaction_session_timeout"] == "" {
		settings += impatience
	}
	c.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, settings)
		return err
	}
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 600)) // asks every second, for ten minutes
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	pool, err := pgxpool.NewWithConfig(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	std := stdlib.OpenDBFromPool(pool)
	s := &DB{dialect: postgresDialect(locker), Pools: []*sql.DB{std}}
	s.close = func() error {
		err := std.Close()
		pool.Close()
		return err
	}
	transactions := make(chan struct{}, c.MaxConns-max(1, c.MaxConns/4))
	s.transact = func(ctx context.Context, fn func(session) error) error {
		select {
		case transactions <- struct{}{}:
		case <-ctx.Done():
			return ctx.Err()
		}
		defer func() { <-transactions }()
		conn, err := pool.Acquire(ctx)
		if err != nil {
			return fmt.Errorf("connect to the database: %w", err)
		}
		defer conn.Release()
		return transact(ctx, conn.Conn(), fn)
	}
	if s.write, err = gorm.Open(postgres.New(postgres.Config{Conn: std}), config()); err != nil {
		return nil, errors.Join(fmt.Errorf("open the database: %w", err), s.Close())
	}
	s.read = s.write
	if err := s.Ping(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// planning tells PostgreSQL that every query here has an index to go by, so that
// planning it once is enough. A plan is kept, and one that was made while a
// table was new and empty would read all of it for as long as the table grows;
// planning every time would cost more than most queries. Compiling plans to
// machine code, or starting workers beside it, is for queries that take seconds:
// a plan made while a table was small has been seen to start two for every look
// at a few rows.
const planning = "SET enable_seqscan = off; SET enable_bitmapscan = off; SET plan_cache_mode = force_generic_plan; SET jit = off;" +
	" SET max_parallel_workers_per_gather = 0"

// impatience is for a transaction that stands without a word: the locks of a
// process that froze, or of a machine that lost its power, would keep all others
// from claiming until it is back, or for hours. None of ours stops to think for
// longer than a moment, and one that is given up runs again.
const impatience = "; SET idle_in_transaction_session_timeout = '60s'"

func postgresDialect(locker lock.SessionLocker) *dialect {
	return &dialect{
		Schema: migrations.Schema{Files: migrations.Postgres(), Dialect: goose.DialectPostgres, Locker: locker},

		Rows:    unnest,
		Pack:    columnwise,
		List:    func(ids []string) any { return ids },
		Numbers: func(ids []int64) any { return ids },
		Segment: "CAST(segments AS jsonb) ->> CAST(%s AS text)",
		Week:    "(day::date - DATE '1900-01-01') / 7",
		In:      func(column, arg string) string { return column + " = ANY(" + arg + ")" },

		ForUpdate:  " FOR UPDATE",
		SkipLocked: " FOR UPDATE SKIP LOCKED",
		clock:      "SELECT clock_timestamp() AS now",
		LockPerson: "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))",
		LockLeases: "SELECT pg_advisory_xact_lock(hashtextextended('halte claims', 0))",
		LockLeased: "SELECT pg_advisory_xact_lock(hashtextextended(c.person, 0)) FROM invitations AS i" +
			" JOIN contacts AS c ON c.id = i.contact_id WHERE i.id = $1 FOR UPDATE OF c",
		LockRollups:      "LOCK TABLE responses, rollups IN SHARE ROW EXCLUSIVE MODE",
		LockImprovements: "LOCK TABLE improvements IN SHARE ROW EXCLUSIVE MODE",
		// Plain reads, and with them a backup, go on while a definition is
		// published; only those who asked for the revision by the statement below
		// are waited for. That statement locks no row, and so writes nothing: it
		// takes the table's ROW SHARE lock by a SELECT … FOR SHARE that finds
		// nothing. A statement takes its locks before its snapshot, so a
		// transaction that had to wait sees the revision it waited for.
		LockDefinitions: "LOCK TABLE definitions IN EXCLUSIVE MODE",
		ReadRevision:    revisionForShare,

		retriable: func(err error) bool {
			var e *pgconn.PgError
			var b brokenOff
			var o overtaken
			// A serialization failure, a deadlock, and a transaction that stood still for too long.
			return errors.As(err, &b) || errors.As(err, &o) || errors.As(err, &e) && slices.Contains([]string{"40001", "40P01", "25P03"}, e.Code)
		},
	}
}

// unnest is the SELECT of rows that travel as one array for each column. Texts are
// in the order of bytes, as the columns with ids are: who locks rows in the order of
// the database's language meets others half way.
func unnest(columns []column) string {
	types := [...]string{text: `text[] COLLATE "C"`, number: "bigint[]", truth: "boolean[]", moment: "timestamptz[]", document: "text[]"}
	args, names := make([]string, len(columns)), make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
		args[i] = "$" + strconv.Itoa(i+1) + "::" + types[c.kind]
	}
	return "SELECT * FROM unnest(" + strings.Join(args, ", ") + ") AS new (" + strings.Join(names, ", ") + ")"
}

// columnwise makes one array of each column.
func columnwise(columns []column, rows reflect.Value) ([]any, error) {
	args := make([]any, len(columns))
	for i, c := range columns {
		switch c.kind {
		case text:
			args[i] = collect(rows, c, reflect.Value.String)
		case number:
			args[i] = collect(rows, c, reflect.Value.Int)
		case truth:
			args[i] = collect(rows, c, reflect.Value.Bool)
		case moment:
			args[i] = collect(rows, c, func(v reflect.Value) *time.Time {
				if t := v.Addr().Interface().(*Instant); !t.IsZero() {
					return &t.Time
				}
				return nil
			})
		case document:
			var failure error
			args[i] = collect(rows, c, func(v reflect.Value) string {
				s, err := documentText(v)
				failure = errors.Join(failure, err)
				return s
			})
			if failure != nil {
				return nil, failure
			}
		}
	}
	return args, nil
}

func collect[T any](rows reflect.Value, c column, get func(reflect.Value) T) []T {
	values := make([]T, rows.Len())
	for i := range values {
		values[i] = get(rows.Index(i).Field(c.field))
	}
	return values
}

// revisionForShare reads the newest revision and locks it against publishing.
const revisionForShare = "SELECT coalesce(max(revision), 0) + (SELECT count(*) FROM" +
	" (SELECT FROM definitions WHERE revision < 0 FOR SHARE) AS none) FROM definitions"
