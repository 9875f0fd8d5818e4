package store

// MigrateTo brings the schema to an older version than the newest.
var MigrateTo = (*Store).migrateTo
