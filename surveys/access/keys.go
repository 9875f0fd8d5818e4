package access

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"slices"
	"time"

	"halte/surveys"
)

// keyPrefix marks our keys, so that a leaked one is recognised.
const keyPrefix = "hk"

// keyAge is how long a key that was found good is not asked for again: a revoked
// key dies within this time.
const keyAge = 10 * time.Second

type cachedKey struct {
	surveys.Key
	at time.Time
}

// CreateKey makes an API key with these scopes. The key itself is given once and
// kept nowhere; 42 letters and digits.
func (s *Service) CreateKey(ctx context.Context, name string, scopes []surveys.Scope) (string, surveys.Key, error) {
	if err := surveys.CheckLine("name", name, surveys.MaxName); err != nil {
		return "", surveys.Key{}, err
	}
	if len(scopes) == 0 {
		return "", surveys.Key{}, surveys.Refuse("scope", "is missing; a key needs at least one of %v", surveys.Scopes())
	}
	for _, scope := range scopes {
		if !slices.Contains(surveys.Scopes(), scope) {
			return "", surveys.Key{}, surveys.Refuse("scope", "%q is not one of %v", string(scope), surveys.Scopes())
		}
	}
	var b [20]byte
	_, _ = rand.Read(b[:])
	secret := keyPrefix + hex.EncodeToString(b[:])
	k := surveys.Key{ID: surveys.NewID(), Name: name, Hash: surveys.HashOf(secret), Scopes: surveys.Unique(slices.Clone(scopes)), CreatedAt: s.now()}
	return secret, k, s.store.KeyPut(ctx, k)
}

// Authenticate gives the key that a caller showed; NotFound when there is none
// such or it was revoked.
func (s *Service) Authenticate(ctx context.Context, secret string) (surveys.Key, error) {
	unknown := surveys.Errorf(surveys.NotFound, "This API key is not known. Make one with `halte key create`.")
	if len(secret) != len(keyPrefix)+40 {
		return surveys.Key{}, unknown
	}
	hash := surveys.HashOf(secret)
	now := s.now()
	if v, ok := s.keys.Load(hash); ok {
		// A clock that was set back must not keep a revoked key alive.
		if age := now.Sub(v.(cachedKey).at); age >= 0 && age < keyAge {
			return v.(cachedKey).Key, nil
		}
	}
	k, err := s.store.Read(ctx).KeyByHash(hash)
	if err == nil && !k.RevokedAt.IsZero() {
		err = unknown
	}
	if err != nil {
		s.keys.Delete(hash)
		if surveys.KindOf(err) == surveys.NotFound {
			return surveys.Key{}, unknown
		}
		return surveys.Key{}, err
	}
	s.keys.Store(hash, cachedKey{k, now})
	return k, nil
}

// RevokeKey ends a key; within ten seconds nobody gets in with it.
func (s *Service) RevokeKey(ctx context.Context, id string) error {
	keys, err := s.store.Read(ctx).Keys()
	if err != nil {
		return err
	}
	for _, k := range keys {
		if k.ID != id {
			continue
		}
		if k.RevokedAt.IsZero() {
			k.RevokedAt = s.now()
		}
		err := s.store.KeyPut(ctx, k)
		s.keys.Delete(k.Hash) // afterwards, or a caller in between would bring it back
		return err
	}
	return surveys.Errorf(surveys.NotFound, "There is no API key %q.", id)
}
