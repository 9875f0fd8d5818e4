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
	begin, pooled, err := adapt(ctx, c, strings.Contains(address, "default_query_exec_mode="))
	if err != nil {
		return nil, err
	}
	pool, err := pgxpool.NewWithConfig(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	std := stdlib.OpenDBFromPool(pool)
	s := &DB{dialect: postgresDialect(), Pools: []*sql.DB{std}}
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
		err = transact(ctx, conn.Conn(), begin, fn)
		if isReadOnly(err) {
			pool.Reset() // others are made, which ask anew
			if pooled {
				err = fmt.Errorf("%w: a pooler keeps such sessions when the database may be written again; RECONNECT at the console of PgBouncer ends them", err)
			}
		}
		return err
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

// adapt makes the connections fit for what they lead to, and gives what has to be said
// at the beginning of every transaction, and whether they lead to a pooler.
//
// Behind a pooler, which hands a connection from client to client after each transaction,
// a statement that was prepared is not there the next time, or is there already, and a
// setting stays with somebody else. So nothing is prepared there, unless the address asks
// for it (chosen): each statement is planned for its values, and needs no rules for plans.
func adapt(ctx context.Context, c *pgxpool.Config, chosen bool) (begin []Posted, pooled bool, err error) {
	pooled, err = behindPooler(ctx, c.ConnConfig)
	if err != nil {
		return nil, false, err
	}
	if pooled && !chosen {
		c.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeExec
	}
	patient := c.ConnConfig.RuntimeParams["idle_in_transaction_session_timeout"] != ""
	if c.ConnConfig.DefaultQueryExecMode != pgx.QueryExecModeCacheStatement {
		if !patient {
			begin = []Posted{{Doing: "begin", SQL: "SELECT set_config('idle_in_transaction_session_timeout', '" + impatience + "', true)"}}
		}
		return begin, pooled, nil
	}
	settings := planning
	if !patient {
		settings += "; SET idle_in_transaction_session_timeout = '" + impatience + "'"
	}
	c.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
		_, err := conn.Exec(ctx, settings)
		return err
	}
	return nil, pooled, nil
}

// behindPooler says whether connections lead to a pooler such as PgBouncer: what it calls
// itself is then not the process that answers.
func behindPooler(ctx context.Context, c *pgx.ConnConfig) (bool, error) {
	conn, err := pgx.ConnectConfig(ctx, c)
	if refused := (*pgconn.PgError)(nil); errors.As(err, &refused) && strings.Contains(refused.Message, "unsupported startup parameter") {
		return false, fmt.Errorf("the pooler before the database takes no such parameter from its address: give it to the role instead, as with ALTER ROLE … SET statement_timeout = '30s': %w", err)
	}
	if err != nil {
		return false, fmt.Errorf("the database does not answer: %w", err)
	}
	defer conn.Close(ctx)
	var answers uint32
	if err := conn.QueryRow(ctx, "SELECT pg_backend_pid()", pgx.QueryExecModeExec).Scan(&answers); err != nil {
		return false, fmt.Errorf("the database does not answer: %w", err)
	}
	return answers != conn.PgConn().PID(), nil
}

// lockMigrations keeps two migrations apart by the lock of a transaction that stands open
// meanwhile: behind a pooler, that of a session is given back by somebody else. It asks
// every second, for ten minutes.
func lockMigrations(ctx context.Context, db *sql.DB) (unlock func(), err error) {
	for range 600 {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return nil, err
		}
		unlock := func() { _ = tx.Rollback() } // nothing was written
		var ours bool
		_, err = tx.ExecContext(ctx, "SELECT set_config('idle_in_transaction_session_timeout', '0', true)")
		if err == nil {
			err = tx.QueryRowContext(ctx, "SELECT pg_try_advisory_xact_lock($1)", lock.DefaultLockID).Scan(&ours)
		}
		if err == nil && ours {
			return unlock, nil
		}
		unlock()
		if err != nil {
			return nil, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(time.Second):
		}
	}
	return nil, errors.New("another migration has been running for ten minutes")
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
const impatience = "60s"

func postgresDialect() *dialect {
	return &dialect{
		Schema: migrations.Schema{Files: migrations.Postgres(), Dialect: goose.DialectPostgres, Lock: lockMigrations},

		Rows:    unnest,
		Pack:    columnwise,
		List:    func(ids []string) any { return ids },
		Numbers: func(ids []int64) any { return ids },
		Segment: "CAST(segments AS jsonb) ->> CAST(%s AS text)",
		Week:    "(day::date - DATE '1900-01-01') / 7",
		In:      func(column, arg string) string { return column + " = ANY(" + arg + ")" },

		ForUpdate:        " FOR UPDATE",
		SkipLocked:       " FOR UPDATE SKIP LOCKED",
		clock:            "SELECT clock_timestamp() AS now",
		LockPerson:       "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))",
		LockLeases:       "SELECT pg_advisory_xact_lock(hashtextextended('halte claims', 0))",
		LockPersons:      "SELECT pg_advisory_xact_lock(hashtextextended(p, 0)) FROM unnest(CAST($1 AS text[])) AS p",
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
