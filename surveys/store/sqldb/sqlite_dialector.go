package sqldb

import (
	"database/sql"
	"errors"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/callbacks"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"
	"gorm.io/gorm/migrator"
	"gorm.io/gorm/schema"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// sqliteDialector lets gorm speak to SQLite through the driver of modernc.org,
// which needs no C. It is our own because gorm's needs C, and the one that does
// not is no longer kept up. gorm reads rows and runs transactions here; rows are
// written by SQL of ours, and tables made by goose.
type sqliteDialector struct{ pool *sql.DB }

var _ gorm.ErrorTranslator = sqliteDialector{}

// Name is how gorm calls the database.
func (sqliteDialector) Name() string { return "sqlite" }

// Initialize gives gorm the connections.
func (d sqliteDialector) Initialize(db *gorm.DB) error {
	db.ConnPool = d.pool
	callbacks.RegisterDefaultCallbacks(db, &callbacks.Config{LastInsertIDReversed: true})
	return nil
}

// Translate makes gorm's error of SQLite's.
func (sqliteDialector) Translate(err error) error {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		switch e.Code() {
		case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
			return gorm.ErrDuplicatedKey
		case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
			return gorm.ErrForeignKeyViolated
		}
	}
	return err
}

// BindVarTo writes a placeholder.
func (sqliteDialector) BindVarTo(w clause.Writer, _ *gorm.Statement, _ any) { _ = w.WriteByte('?') }

// QuoteTo writes the name of a table or a column. SQLite would take a name in
// double quotes that does not exist for a text.
func (sqliteDialector) QuoteTo(w clause.Writer, name string) {
	_, _ = w.WriteString("`" + strings.ReplaceAll(name, "`", "``") + "`")
}

// Explain writes SQL with its arguments, for a log.
func (sqliteDialector) Explain(sql string, args ...any) string {
	return logger.ExplainSQL(sql, nil, "'", args...)
}

// DataTypeOf gives the type of a column.
func (sqliteDialector) DataTypeOf(f *schema.Field) string {
	switch f.DataType {
	case schema.Bool, schema.Int, schema.Uint:
		return "integer"
	case schema.Float:
		return "real"
	case schema.Bytes:
		return "blob"
	default:
		return "text"
	}
}

// DefaultValueOf gives what stands for a value that is left out.
func (sqliteDialector) DefaultValueOf(*schema.Field) clause.Expression {
	return clause.Expr{SQL: "NULL"}
}

// Migrator gives what gorm makes tables with.
func (d sqliteDialector) Migrator(db *gorm.DB) gorm.Migrator {
	return migrator.Migrator{Config: migrator.Config{DB: db, Dialector: d}}
}
