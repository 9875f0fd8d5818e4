package store

import (
	"context"
	"time"

	"halte/surveys"
	"halte/surveys/store/sqldb"
)

type apiKey struct {
	ID        string
	Name      string
	Hash      string
	Scopes    sqldb.Array[surveys.Scope]
	CreatedAt sqldb.Instant
	RevokedAt sqldb.Instant
	ExpiresAt sqldb.Instant
	// LastUsedAt is written by KeysUsed alone.
	LastUsedAt sqldb.Instant
}

var apiKeys = sqldb.NewTable(sqldb.By(func(k apiKey) string { return k.ID }))

func (k apiKey) value() surveys.Key {
	return surveys.Key{ID: k.ID, Name: k.Name, Hash: k.Hash, Scopes: k.Scopes, CreatedAt: k.CreatedAt.Time, RevokedAt: k.RevokedAt.Time, ExpiresAt: k.ExpiresAt.Time, UsedAt: k.LastUsedAt.Time}
}

// Keys gives all API keys, the oldest first.
func (r Reader) Keys() ([]surveys.Key, error) {
	var rows []apiKey
	err := r.Find(&rows, "SELECT * FROM api_keys ORDER BY created_at, id")
	return sqldb.Each(rows, apiKey.value), sqldb.Failed("read API keys", err)
}

// KeyByHash gives the API key with this hash, revoked or not.
func (r Reader) KeyByHash(hash string) (surveys.Key, error) {
	k, err := sqldb.One[apiKey](r.Queries, "API key", "SELECT * FROM api_keys WHERE hash = $1", hash)
	return k.value(), err
}

// KeyPut creates or replaces an API key, but for when it was used.
func (t Tx) KeyPut(k surveys.Key) error {
	row := apiKey{ID: k.ID, Name: k.Name, Hash: k.Hash, Scopes: k.Scopes, CreatedAt: sqldb.At(k.CreatedAt), RevokedAt: sqldb.At(k.RevokedAt), ExpiresAt: sqldb.At(k.ExpiresAt)}
	return apiKeys.Insert(t.Queries, "write an API key", []apiKey{row}, apiKeys.Replace("id", "id", "last_used_at"))
}

// KeyUsed notes when a key was used, unless a later use is known.
func (s *Store) KeyUsed(ctx context.Context, id string, at time.Time) error {
	_, err := s.Writes(ctx).Change("UPDATE api_keys SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2)", id, sqldb.At(at))
	return sqldb.Failed("write when an API key was used", err)
}
