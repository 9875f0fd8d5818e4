package rest

import (
	"context"
	"net/http"
	"time"

	"halte/surveys"
)

// auditEntry is one thing that somebody did.
type auditEntry struct {
	ID     string         `json:"id"`
	At     time.Time      `json:"at"`
	Actor  actor          `json:"actor"`
	Action surveys.Action `json:"action"`
	Object string         `json:"object,omitempty" doc:"What was changed: the id of a key or an improvement, the revision of the definition, the touchpoint of a mail that was sent again; of an erased contact what stands for its id. Left out where it is all of Halte"`
	Before string         `json:"before,omitempty" doc:"How it stood, in short"`
	After  string         `json:"after,omitempty" doc:"How it stands since, in short"`
}

// actor is who did it.
type actor struct {
	Kind surveys.ActorKind `json:"kind" enum:"key,command,page,halte" doc:"By an API key, a command at a terminal, a page that needs no key, or Halte itself"`
	ID   string            `json:"id,omitempty" doc:"Of the key"`
	Name string            `json:"name,omitempty" doc:"Of the key, or the command"`
}

type auditList struct {
	Entries []auditEntry `json:"entries" doc:"Newest first"`
	Next    string       `json:"next,omitempty" doc:"Send it as after for the next page; left out on the last"`
}

// auditQuery picks entries.
type auditQuery struct {
	Paging
	Action  surveys.Action `query:"action" doc:"Only this one"`
	Object  string         `query:"object" maxLength:"200" doc:"Only what was done to this"`
	Contact string         `query:"contact" maxLength:"200" doc:"Only the erasures of a contact with this id. Not together with object"`
	From    time.Time      `query:"from" doc:"From this time on" example:"2026-10-01T00:00:00Z"`
	To      time.Time      `query:"to" doc:"Before this time"`
}

// audit mounts the log of who changed what.
func (a *api) audit() {
	handle(a, route{
		method: http.MethodGet, path: "/v1/audit", id: "list-audit", tag: "Operations", scope: surveys.ScopeAudit,
		summary: "Who changed what, newest first",
		more:    "Keys, definitions, pauses, mails sent again, erasures, suppressions and improvements. It tells nothing about customers, and outlives every erasure.",
	}, func(ctx context.Context, in *auditQuery) (auditList, error) {
		if in.Contact != "" && in.Object != "" {
			return auditList{}, surveys.Refuse("contact", "cannot be asked for together with object")
		}
		after, err := a.cursor(in.Paging)
		if err != nil {
			return auditList{}, err
		}
		f := surveys.AuditFilter{Action: in.Action, Object: in.Object, From: in.From, To: in.To, After: after, Limit: in.Limit}
		if in.Contact != "" {
			f.Object = a.Privacy.AuditName(in.Contact)
		}
		list, err := a.Insight.Read(ctx).AuditList(f)
		out := auditList{Entries: []auditEntry{}}
		for _, e := range list {
			out.Entries = append(out.Entries, auditEntry{e.ID, e.At, actor{e.Actor.Kind, e.Actor.ID, e.Actor.Name}, e.Action, e.Object, e.Before, e.After})
		}
		out.Next = a.next(in.Paging, len(list), func() surveys.Cursor { return list[len(list)-1].Cursor() })
		return out, err
	})
}
