package surveys

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"slices"
	"time"
)

// keyPrefix marks our keys, so that a leaked one is recognised.
const keyPrefix = "hk"

// keyAge is how long a key that was found good is not asked for again: a revoked
// key dies within this time.
const keyAge = 10 * time.Second

type cachedKey struct {
	Key
	at time.Time
}

// CreateKey makes an API key with these scopes. The key itself is given once and
// kept nowhere; 42 letters and digits.
func (s *Service) CreateKey(ctx context.Context, name string, scopes []Scope) (string, Key, error) {
	if err := checkLine("name", name, MaxName); err != nil {
		return "", Key{}, err
	}
	if len(scopes) == 0 {
		return "", Key{}, Refuse("scope", "is missing; a key needs at least one of %v", Scopes())
	}
	for _, scope := range scopes {
		if !slices.Contains(Scopes(), scope) {
			return "", Key{}, Refuse("scope", "%q is not one of %v", string(scope), Scopes())
		}
	}
	var b [20]byte
	_, _ = rand.Read(b[:])
	secret := keyPrefix + hex.EncodeToString(b[:])
	k := Key{ID: newID(), Name: name, Hash: hashOf(secret), Scopes: unique(slices.Clone(scopes)), CreatedAt: s.now()}
	return secret, k, s.PutKey(ctx, k)
}

// Authenticate gives the key that a caller showed; NotFound when there is none
// such or it was revoked.
func (s *Service) Authenticate(ctx context.Context, secret string) (Key, error) {
	unknown := Errorf(NotFound, "This API key is not known. Make one with `halte key create`.")
	if len(secret) != len(keyPrefix)+40 {
		return Key{}, unknown
	}
	hash := hashOf(secret)
	if v, ok := s.keys.Load(hash); ok && time.Since(v.(cachedKey).at) < keyAge {
		return v.(cachedKey).Key, nil
	}
	k, err := s.KeyByHash(ctx, hash)
	if err == nil && !k.RevokedAt.IsZero() {
		err = unknown
	}
	if err != nil {
		s.keys.Delete(hash)
		if KindOf(err) == NotFound {
			return Key{}, unknown
		}
		return Key{}, err
	}
	s.keys.Store(hash, cachedKey{k, time.Now()}) // a cache's age, not a fact of the domain
	return k, nil
}

// RevokeKey ends a key; within ten seconds nobody gets in with it.
func (s *Service) RevokeKey(ctx context.Context, id string) error {
	keys, err := s.Keys(ctx)
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
		err := s.PutKey(ctx, k)
		s.keys.Delete(k.Hash) // afterwards, or a caller in between would bring it back
		return err
	}
	return Errorf(NotFound, "There is no API key %q.", id)
}
