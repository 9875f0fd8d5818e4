package rest

import (
	"context"
	"net/http"
	"time"

	"halte/surveys"
)

// contact is a person we may ask.
type contact struct {
	ID         string         `json:"id"`
	Email      string         `json:"email,omitempty"`
	Name       string         `json:"name,omitempty"`
	Locale     string         `json:"locale,omitempty"`
	Timezone   string         `json:"timezone,omitempty"`
	Properties map[string]any `json:"properties,omitempty"`
	SeenAt     time.Time      `json:"seen_at,omitzero" doc:"When what is known of the contact was true; left out where no event told of it"`
	CreatedAt  time.Time      `json:"created_at"`
}

func contactOf(c surveys.Contact) contact {
	return contact{c.ID, c.Email, c.Name, c.Locale, c.Timezone, c.Properties, c.SeenAt, c.CreatedAt}
}

// contactChange is what becomes known of a contact. What is left out stays.
type contactChange struct {
	Email      string         `json:"email,omitempty"`
	Name       string         `json:"name,omitempty"`
	Locale     string         `json:"locale,omitempty" doc:"BCP 47, such as nl or en-GB"`
	Timezone   string         `json:"timezone,omitempty" doc:"IANA, such as Europe/Amsterdam"`
	Properties map[string]any `json:"properties,omitempty" doc:"Added to those there are"`
}

// ContactID names a contact in a path.
type ContactID struct {
	ID string `path:"id" maxLength:"300" doc:"Percent-encoded; a contact known by its address alone is email:jo@example.org"`
}

// contacts mounts what is known of a contact, and its erasure.
func (a *api) contacts() {
	const path, tag = "/v1/contacts/{id}", "Contacts"
	handle(a, route{
		method: http.MethodGet, path: path, id: "get-contact", tag: tag, scope: surveys.ScopeContacts,
		summary: "A contact", errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *ContactID) (contact, error) {
		c, err := a.Insight.Read(ctx).Contact(in.ID)
		return contactOf(c), err
	})
	handle(a, route{
		method: http.MethodPut, path: path, id: "put-contact", tag: tag, scope: surveys.ScopeContacts,
		summary: "Make a contact known, or change what is known of it", errors: bodyErrors,
	}, func(ctx context.Context, in *struct {
		ContactID
		Body contactChange
	},
	) (contact, error) {
		b := in.Body
		c, err := a.Intake.PutContact(ctx, in.ID, surveys.EventContact{
			Email: b.Email, Name: b.Name, Locale: b.Locale, Timezone: b.Timezone, Properties: b.Properties,
		})
		return contactOf(c), err
	})
	a.timeline()
	a.erasure()
	a.personalData()
}
