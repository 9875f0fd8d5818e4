package access

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
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

// CreateKey makes an API key with these scopes, which is good until expires, or for
// ever when that is zero. The key itself is given once and kept nowhere; 42 letters and
// digits.
func (s *Service) CreateKey(ctx context.Context, name string, scopes []surveys.Scope, expires time.Time) (string, surveys.Key, error) {
	if err := surveys.CheckLine("name", name, surveys.MaxName); err != nil {
		return "", surveys.Key{}, err
	}
	if err := checkScopes(scopes); err != nil {
		return "", surveys.Key{}, err
	}
	if !expires.IsZero() && !expires.After(s.now()) {
		return "", surveys.Key{}, surveys.Refuse("expires", "lies in the past")
	}
	var b [20]byte
	_, _ = rand.Read(b[:])
	secret := keyPrefix + hex.EncodeToString(b[:])
	k := surveys.Key{ID: surveys.NewID(), Name: name, Hash: surveys.HashOf(secret), Scopes: surveys.Unique(slices.Clone(scopes)), CreatedAt: s.now(), ExpiresAt: expires}
	return secret, k, s.put(ctx, k, surveys.ActionKeyCreated, "", told(k))
}

// put keeps a key and notes who did what to it.
func (s *Service) put(ctx context.Context, k surveys.Key, did surveys.Action, before, after string) error {
	entry := surveys.ActorOf(ctx).Did(s.now(), did, k.ID, before, after)
	return s.store.Update(ctx, func(tx Tx) error {
		if err := tx.KeyPut(k); err != nil {
			return err
		}
		return tx.AuditAppend(entry)
	})
}

// told says in short what a key is.
func told(k surveys.Key) string { return fmt.Sprint(k.Name, " ", k.Scopes) }

// checkScopes refuses no scopes at all, and what is none.
func checkScopes(scopes []surveys.Scope) error {
	if len(scopes) == 0 {
		return surveys.Refuse("scope", "is missing; a key needs at least one of %v", surveys.Scopes())
	}
	for _, scope := range scopes {
		if !slices.Contains(surveys.Scopes(), scope) {
			return surveys.Refuse("scope", "%q is not one of %v", string(scope), surveys.Scopes())
		}
	}
	return nil
}

// Authenticate gives the key that a caller showed; NotFound when there is none
// such, it was revoked, or it has expired. When it was shown is remembered for KeepUses.
func (s *Service) Authenticate(ctx context.Context, secret string) (surveys.Key, error) {
	now := s.now()
	k, err := s.keyOf(ctx, secret, now)
	if err == nil && k.Expired(now) {
		err = surveys.Errorf(surveys.NotFound, "This API key has expired. Make one with `halte key create`.")
	}
	if err != nil {
		return surveys.Key{}, err
	}
	s.uses.Store(k.ID, now)
	return k, nil
}

// keyOf gives the key that is known by a secret and was not revoked.
func (s *Service) keyOf(ctx context.Context, secret string, now time.Time) (surveys.Key, error) {
	unknown := surveys.Errorf(surveys.NotFound, "This API key is not known. Make one with `halte key create`.")
	if len(secret) != len(keyPrefix)+40 {
		return surveys.Key{}, unknown
	}
	hash := surveys.HashOf(secret)
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

// KeepUses stores which keys were used since it was called last, and when. It is called
// now and then, so that no request waits for it; what could not be stored is tried again
// the next time.
func (s *Service) KeepUses(ctx context.Context) error {
	var all []error
	s.uses.Range(func(id, at any) bool {
		if !s.uses.CompareAndDelete(id, at) { // used again meanwhile: that use is stored next time
			return true
		}
		if err := s.store.KeyUsed(ctx, id.(string), at.(time.Time)); err != nil {
			s.uses.LoadOrStore(id, at)
			all = append(all, err)
		}
		return true
	})
	return errors.Join(all...)
}

// RevokeKey ends a key; within ten seconds nobody gets in with it.
func (s *Service) RevokeKey(ctx context.Context, id string) error {
	_, err := s.changeKey(ctx, id, surveys.ActionKeyRevoked, func(k *surveys.Key) error {
		if k.RevokedAt.IsZero() {
			k.RevokedAt = s.now()
		}
		return nil
	})
	return err
}

// ChangeScopes gives a key scopes and takes others away, and gives what it may do
// afterwards; within ten seconds that holds everywhere. NotFound when there is no
// such key; Invalid when it would have no scope left.
func (s *Service) ChangeScopes(ctx context.Context, id string, add, remove []surveys.Scope) (surveys.Key, error) {
	if err := checkScopes(slices.Concat(add, remove)); err != nil {
		return surveys.Key{}, err
	}
	return s.changeKey(ctx, id, surveys.ActionKeyChanged, func(k *surveys.Key) error {
		k.Scopes = slices.DeleteFunc(slices.Concat(k.Scopes, add), func(scope surveys.Scope) bool { return slices.Contains(remove, scope) })
		if len(k.Scopes) == 0 {
			return surveys.Refuse("remove", "leaves the key without a scope; `halte key revoke` ends it")
		}
		k.Scopes = surveys.Unique(k.Scopes)
		return nil
	})
}

// changeKey changes a key where it is kept, and gives it as it is then.
func (s *Service) changeKey(ctx context.Context, id string, did surveys.Action, change func(*surveys.Key) error) (surveys.Key, error) {
	keys, err := s.store.Read(ctx).Keys()
	if err != nil {
		return surveys.Key{}, err
	}
	i := slices.IndexFunc(keys, func(k surveys.Key) bool { return k.ID == id })
	if i < 0 {
		return surveys.Key{}, surveys.Errorf(surveys.NotFound, "There is no API key %q.", id)
	}
	k := keys[i]
	before := told(k)
	if err := change(&k); err != nil {
		return surveys.Key{}, err
	}
	err = s.put(ctx, k, did, before, surveys.IfElse(k.RevokedAt.IsZero(), told(k), "revoked"))
	s.keys.Delete(k.Hash) // afterwards, or a caller in between would bring it back
	return k, err
}
