package access_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/store"
	"halte/surveys/surveystest"
)

func TestAKeyIsGivenOnceAndHasItsScopes(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, "")
	secret, made, err := h.CreateKey(t.Context(), "shop", []surveys.Scope{surveys.ScopeRead, surveys.ScopeEvents, surveys.ScopeRead}, time.Time{})
	if err != nil || !regexp.MustCompile(`^hk[0-9a-f]{40}$`).MatchString(secret) {
		t.Fatalf("%q, %v", secret, err)
	}
	k, err := h.Authenticate(t.Context(), secret)
	if err != nil || k.ID != made.ID || k.Name != "shop" || !slices.Equal(k.Scopes, []surveys.Scope{surveys.ScopeEvents, surveys.ScopeRead}) {
		t.Errorf("%+v, %v", k, err)
	}
	for _, scope := range surveys.Scopes() {
		if k.Has(scope) != (scope == surveys.ScopeRead || scope == surveys.ScopeEvents) {
			t.Errorf("it has %s: %t", scope, k.Has(scope))
		}
	}
	keys, err := h.Read(t.Context()).Keys()
	if err != nil || len(keys) != 1 || strings.Contains(keys[0].Hash+keys[0].ID, secret[2:]) {
		t.Errorf("%+v, %v", keys, err)
	}
}

func TestAKeyThatIsNotKnownOrRevokedLetsNobodyIn(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, "")
	secret, made, err := h.CreateKey(t.Context(), "shop", []surveys.Scope{surveys.ScopeRead}, time.Time{})
	surveystest.Must(t, err)
	other, _, err := h.CreateKey(t.Context(), "desk", []surveys.Scope{surveys.ScopeRead}, time.Time{})
	surveystest.Must(t, err)
	for _, wrong := range []string{"", "hk", secret + "0", secret[:41], strings.ToUpper(secret), "hk" + strings.Repeat("0", 40), made.Hash, made.ID} {
		_, err := h.Authenticate(t.Context(), wrong)
		surveystest.WantKind(t, err, surveys.NotFound, "")
	}
	if _, err := h.Authenticate(t.Context(), secret); err != nil {
		t.Fatal(err)
	}
	surveystest.Must(t, h.RevokeKey(t.Context(), made.ID))
	revoked := h.Clock.Now()
	_, err = h.Authenticate(t.Context(), secret)
	surveystest.WantKind(t, err, surveys.NotFound, "")
	h.Clock.Pass(surveys.Day)
	surveystest.Must(t, h.RevokeKey(t.Context(), made.ID))
	keys, err := h.Read(t.Context()).Keys()
	if err != nil || !keys[0].RevokedAt.Equal(revoked) && !keys[1].RevokedAt.Equal(revoked) {
		t.Errorf("revoked again it says %+v, %v", keys, err)
	}
	if _, err := h.Authenticate(t.Context(), other); err != nil {
		t.Errorf("another key: %v", err)
	}
	surveystest.WantKind(t, h.RevokeKey(t.Context(), "nothing"), surveys.NotFound, "")
}

func TestAKeyNeedsANameAndScopesThatExist(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, "")
	for _, row := range []struct {
		name   string
		scopes []surveys.Scope
		field  string
	}{
		{"", []surveys.Scope{surveys.ScopeRead}, "name"},
		{"a\nb", []surveys.Scope{surveys.ScopeRead}, "name"},
		{"shop", nil, "scope"},
		{"shop", []surveys.Scope{surveys.ScopeRead, "everything"}, "scope"},
	} {
		_, _, err := h.CreateKey(t.Context(), row.name, row.scopes, time.Time{})
		surveystest.WantKind(t, err, surveys.Invalid, row.field)
	}
	if keys, err := h.Read(t.Context()).Keys(); err != nil || len(keys) != 0 {
		t.Errorf("%v, %v", keys, err)
	}
}

func TestAKeyGainsAndLosesScopes(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, "")
	secret, made, err := h.CreateKey(t.Context(), "desk", []surveys.Scope{surveys.ScopeRead, surveys.ScopeEvents}, time.Time{})
	surveystest.Must(t, err)
	_, err = h.Authenticate(t.Context(), secret)
	surveystest.Must(t, err)
	changed, err := h.ChangeScopes(t.Context(), made.ID, []surveys.Scope{surveys.ScopeContacts, surveys.ScopeRead}, []surveys.Scope{surveys.ScopeEvents})
	want := []surveys.Scope{surveys.ScopeContacts, surveys.ScopeRead}
	if err != nil || !slices.Equal(changed.Scopes, want) {
		t.Errorf("it has %v, %v", changed.Scopes, err)
	}
	if k, err := h.Authenticate(t.Context(), secret); err != nil || !slices.Equal(k.Scopes, want) {
		t.Errorf("whoever shows it has %v, %v", k.Scopes, err)
	}
	for field, c := range map[string]struct{ add, remove []surveys.Scope }{
		"scope":  {add: []surveys.Scope{"everything"}},
		"remove": {remove: want},
	} {
		_, err := h.ChangeScopes(t.Context(), made.ID, c.add, c.remove)
		surveystest.WantKind(t, err, surveys.Invalid, field)
	}
	_, err = h.ChangeScopes(t.Context(), made.ID, nil, nil)
	surveystest.WantKind(t, err, surveys.Invalid, "scope")
	_, err = h.ChangeScopes(t.Context(), "nothing", want, nil)
	surveystest.WantKind(t, err, surveys.NotFound, "")
	if k, err := h.Authenticate(t.Context(), secret); err != nil || !slices.Equal(k.Scopes, want) {
		t.Errorf("after what was refused it has %v, %v", k.Scopes, err)
	}
}

func TestAKeyThatAnotherProcessRevokedLetsNobodyInAfterTenSeconds(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, "")
	secret, made, err := h.CreateKey(t.Context(), "shop", []surveys.Scope{surveys.ScopeRead}, time.Time{})
	surveystest.Must(t, err)
	_, err = h.Authenticate(t.Context(), secret)
	surveystest.Must(t, err)
	surveystest.Must(t, h.Again(h.DB).RevokeKey(t.Context(), made.ID))
	h.Clock.Pass(10*time.Second - time.Microsecond)
	if _, err := h.Authenticate(t.Context(), secret); err != nil {
		t.Errorf("the key is asked for again before that: %v", err)
	}
	h.Clock.Pass(time.Microsecond)
	_, err = h.Authenticate(t.Context(), secret)
	surveystest.WantKind(t, err, surveys.NotFound, "")
}

func TestAClockThatIsSetBackKeepsNoRevokedKeyAlive(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, "")
	secret, made, err := h.CreateKey(t.Context(), "shop", []surveys.Scope{surveys.ScopeRead}, time.Time{})
	surveystest.Must(t, err)
	_, err = h.Authenticate(t.Context(), secret)
	surveystest.Must(t, err)
	surveystest.Must(t, h.Again(h.DB).RevokeKey(t.Context(), made.ID))
	h.Clock.Pass(-time.Hour)
	_, err = h.Authenticate(t.Context(), secret)
	surveystest.WantKind(t, err, surveys.NotFound, "")
}

func TestAKeyThatExpiresLetsNobodyInFromThenOn(t *testing.T) {
	t.Parallel()
	h := surveystest.Open(t, "")
	end := h.Clock.Now().Add(surveys.Day)
	secret, made, err := h.CreateKey(t.Context(), "shop", []surveys.Scope{surveys.ScopeRead}, end)
	surveystest.Must(t, err)
	h.Clock.Pass(surveys.Day - time.Microsecond)
	if k, err := h.Authenticate(t.Context(), secret); err != nil || !k.ExpiresAt.Equal(end) {
		t.Errorf("before its end it is %+v, %v", k, err)
	}
	h.Clock.Pass(time.Microsecond) // though it was found good just now
	_, err = h.Authenticate(t.Context(), secret)
	surveystest.WantKind(t, err, surveys.NotFound, "")
	if err == nil || !strings.Contains(err.Error(), "expired") {
		t.Errorf("it is told %v", err)
	}
	changed, err := h.ChangeScopes(t.Context(), made.ID, []surveys.Scope{surveys.ScopeContacts}, nil)
	if err != nil || !changed.ExpiresAt.Equal(end) {
		t.Errorf("other scopes make it %+v, %v", changed, err)
	}
	_, _, err = h.CreateKey(t.Context(), "late", []surveys.Scope{surveys.ScopeRead}, h.Clock.Now())
	surveystest.WantKind(t, err, surveys.Invalid, "expires")
}

func TestWhenAKeyWasUsedIsStoredApartFromTheRequest(t *testing.T) {
	t.Parallel()
	surveystest.OnBoth(t, func(t *testing.T, db *store.Store) {
		h := surveystest.New(t, db, "")
		secret, made, err := h.CreateKey(t.Context(), "shop", []surveys.Scope{surveys.ScopeRead}, time.Time{})
		surveystest.Must(t, err)
		used := func() time.Time {
			keys, err := h.Read(t.Context()).Keys()
			surveystest.Must(t, err)
			return keys[0].UsedAt
		}
		_, err = h.Authenticate(t.Context(), secret)
		surveystest.Must(t, err)
		if at := used(); !at.IsZero() {
			t.Errorf("the request stored %s", at)
		}
		first := h.Clock.Now()
		surveystest.Must(t, h.KeepUses(t.Context()))
		if at := used(); !at.Equal(first) {
			t.Errorf("it says %s, not %s", at, first)
		}
		h.Clock.Pass(time.Hour)
		_, err = h.Authenticate(t.Context(), secret)
		surveystest.Must(t, err)
		later := h.Clock.Now()
		_, err = h.ChangeScopes(t.Context(), made.ID, []surveys.Scope{surveys.ScopeContacts}, nil)
		surveystest.Must(t, err)
		if at := used(); !at.Equal(first) {
			t.Errorf("other scopes make it %s, not %s", at, first)
		}
		surveystest.Must(t, h.KeepUses(t.Context()))
		surveystest.Must(t, h.DB.KeyUsed(t.Context(), made.ID, first)) // a process that is late
		if at := used(); !at.Equal(later) {
			t.Errorf("it says %s, not %s", at, later)
		}
		_, err = h.Authenticate(t.Context(), strings.Replace(secret, "hk", "hj", 1))
		surveystest.WantKind(t, err, surveys.NotFound, "")
	})
}
