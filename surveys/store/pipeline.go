package store

import (
	"context"
	"fmt"
	"reflect"
	"time"

	"github.com/jackc/pgx/v5"
	"gorm.io/driver/postgres"
)

// pipeline is a transaction of PostgreSQL. What is posted waits for the next
// statement that gives something back, or for the end, and travels with it: most
// of the cost of a group of events is in waiting for replies.
type pipeline struct {
	ctx   context.Context //nolint:containedctx // it lives as long as one call of Update
	conn  *pgx.Conn
	queue []posted
	err   error // of a statement; after it the database takes no more
}

// transact runs fn in one transaction on a connection.
func transact(ctx context.Context, conn *pgx.Conn, fn func(session) error) error {
	p := &pipeline{ctx: ctx, conn: conn}
	defer p.rollback() // also when fn panics; after a commit there is nothing to do
	p.queue = append(p.queue, posted{doing: "begin", sql: "begin isolation level read committed"})
	if err := fn(p); err != nil {
		return err
	}
	p.queue = append(p.queue, posted{doing: "commit", sql: "commit"})
	return p.send("", nil, nil)
}

func (p *pipeline) rollback() {
	if p.conn.IsClosed() || p.conn.PgConn().TxStatus() == 'I' {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(p.ctx), 5*time.Second)
	defer cancel()
	_, _ = p.conn.Exec(ctx, "rollback") // if it fails, the pool closes the connection
}

func (p *pipeline) post(s posted) error {
	p.queue = append(p.queue, s)
	return p.err
}

func (p *pipeline) change(sql string, args ...any) (rows int64, err error) {
	err = p.send(sql, args, func(results pgx.BatchResults) error {
		tag, err := results.Exec()
		rows = tag.RowsAffected()
		return err
	})
	return rows, err
}

func (p *pipeline) find(dest any, sql string, args ...any) error {
	return p.send(sql, args, func(results pgx.BatchResults) error {
		rows, err := results.Query()
		if err != nil {
			return err
		}
		return scan(rows, reflect.ValueOf(dest).Elem())
	})
}

// send sends what was posted and then one more statement, if any, and reads all
// replies.
func (p *pipeline) send(sql string, args []any, read func(pgx.BatchResults) error) error {
	if p.err != nil {
		return p.err
	}
	var batch pgx.Batch
	for _, s := range p.queue {
		batch.Queue(s.sql, s.args...)
	}
	if read != nil {
		batch.Queue(sql, args...)
	}
	results := p.conn.SendBatch(p.ctx, &batch)
	for _, s := range p.queue {
		tag, err := results.Exec()
		if p.err = s.outcome(tag.RowsAffected(), translate(postgres.Dialector{}, err)); p.err != nil {
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
