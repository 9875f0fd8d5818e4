package sqldb

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"gorm.io/driver/postgres"
)

// pipeline is a transaction of PostgreSQL. What is posted waits for the next
// statement that gives something back, or for the end, and travels with it: most
// of the cost of a group of events is in waiting for replies.
type pipeline struct {
	ctx    context.Context // it lives as long as one call of Update
	conn   *pgx.Conn
	queue  []Posted
	number []int64 // the revision, which is asked for together with the beginning
	ending bool    // the commit is on its way
	err    error   // of a statement; after it the database takes no more
}

// transact runs fn in one transaction on a connection. begin is sent when it begins.
func transact(ctx context.Context, conn *pgx.Conn, begin []Posted, fn func(session) error) error {
	p := &pipeline{ctx: ctx, conn: conn}
	defer p.rollback() // also when fn panics; after a commit there is nothing to do
	p.queue = append(p.queue, Posted{Doing: "begin", SQL: "begin isolation level read committed"})
	p.queue = append(p.queue, begin...)
	// Nearly every transaction needs the revision; here it costs no journey.
	p.queue = append(p.queue, Posted{Doing: "read revision", SQL: revisionForShare, dest: &p.number})
	if err := fn(p); err != nil {
		return err
	}
	// The commit may travel with what either works or fails in the database, but
	// not with what is only found wanting here.
	if slices.ContainsFunc(p.queue, func(s Posted) bool { return s.Other != nil }) {
		if err := p.send("", nil, nil); err != nil {
			return err
		}
	}
	p.queue, p.ending = append(p.queue, Posted{Doing: "commit", SQL: "commit"}), true
	return p.send("", nil, nil)
}

// brokenOff is an error that came with the end of a connection, before the commit:
// nothing stays of the transaction, and it may be run again.
type brokenOff struct{ error }

func (b brokenOff) Unwrap() error { return b.error }

func (p *pipeline) rollback() {
	if p.conn.IsClosed() || p.conn.PgConn().TxStatus() == 'I' {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(p.ctx), 5*time.Second)
	defer cancel()
	_, _ = p.conn.Exec(ctx, "rollback") // if it fails, the pool closes the connection
}

func (p *pipeline) Ask(doing string, dest any, sql string, args ...any) error {
	return p.Post(Posted{Doing: doing, SQL: sql, Args: args, dest: dest})
}

func (p *pipeline) Post(s Posted) error {
	p.queue = append(p.queue, s)
	return p.err
}

func (p *pipeline) Change(sql string, args ...any) (rows int64, err error) {
	err = p.send(sql, args, func(results pgx.BatchResults) error {
		tag, err := results.Exec()
		rows = tag.RowsAffected()
		return err
	})
	return rows, err
}

func (p *pipeline) Find(dest any, sql string, args ...any) error {
	return p.send(sql, args, func(results pgx.BatchResults) error { return query(results, dest) })
}

func (p *pipeline) Stream(fn func(Scanner) error, sql string, args ...any) error {
	return p.send(sql, args, func(results pgx.BatchResults) error {
		rows, err := results.Query()
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			if err := fn(rows.Scan); err != nil {
				return err
			}
		}
		return rows.Err()
	})
}

// StartRevision gives the revision that was asked for with the beginning.
func (p *pipeline) StartRevision() ([]int64, error) {
	if p.number == nil {
		if err := p.send("", nil, nil); err != nil {
			return nil, err
		}
	}
	return p.number, nil
}

// SkipRevision works only as the first thing in a transaction.
func (p *pipeline) SkipRevision() {
	p.queue = slices.DeleteFunc(p.queue, func(s Posted) bool { return s.dest == any(&p.number) })
}

// read reads the reply to a posted statement.
func (s Posted) read(results pgx.BatchResults) error {
	if s.dest != nil {
		return Failed(s.Doing, translate(postgres.Dialector{}, query(results, s.dest)))
	}
	tag, err := results.Exec()
	return s.outcome(tag.RowsAffected(), translate(postgres.Dialector{}, err))
}

func query(results pgx.BatchResults, dest any) error {
	rows, err := results.Query()
	if err != nil {
		return err
	}
	return scan(rows, reflect.ValueOf(dest).Elem())
}

// send sends what was posted and then one more statement, if any, and reads all
// replies.
func (p *pipeline) send(sql string, args []any, read func(pgx.BatchResults) error) error {
	if p.err != nil {
		return p.err
	}
	var batch pgx.Batch
	for _, s := range p.queue {
		batch.Queue(s.SQL, s.Args...)
	}
	if read != nil {
		batch.Queue(sql, args...)
	}
	results := p.conn.SendBatch(p.ctx, &batch)
	for _, s := range p.queue {
		if p.err = s.read(results); p.err != nil {
			break
		}
	}
	p.queue = p.queue[:0]
	if p.err == nil && read != nil {
		p.err = translate(postgres.Dialector{}, read(results))
	}
	if err := results.Close(); err != nil && p.err == nil {
		p.err = fmt.Errorf("talk to the database: %w", err)
	}
	if p.err != nil && !p.ending && p.conn.IsClosed() && p.ctx.Err() == nil {
		p.err = brokenOff{p.err}
	}
	return p.err
}

// scan reads rows into a slice, of structs or of plain values.
func scan(rows pgx.Rows, list reflect.Value) error {
	defer rows.Close()
	row := list.Type().Elem()
	var fields []int
	if row.Kind() == reflect.Struct {
		known := schemaOf(row).FieldsByDBName
		for _, column := range rows.FieldDescriptions() {
			f := known[column.Name]
			if f == nil { // the database keeps it for itself, or for a newer program
				fields = append(fields, -1)
				continue
			}
			fields = append(fields, f.StructField.Index[0])
		}
	}
	targets := make([]any, max(len(fields), 1))
	list.SetLen(0)
	for rows.Next() {
		list.Set(reflect.Append(list, reflect.Zero(row)))
		v := list.Index(list.Len() - 1)
		targets[0] = v.Addr().Interface()
		for i, f := range fields {
			if targets[i] = nil; f >= 0 { // nil is passed over
				targets[i] = v.Field(f).Addr().Interface()
			}
		}
		if err := rows.Scan(targets...); err != nil {
			return err
		}
	}
	return rows.Err()
}
