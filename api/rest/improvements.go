package rest

import (
	"context"
	"net/http"

	"halte/surveys"
	"halte/surveys/improve"
)

// improvementList is every improvement with its verdict.
type improvementList struct {
	Improvements []improve.ImprovementReport `json:"improvements" doc:"The latest change first"`
}

// newImprovement is an improvement to write down.
type newImprovement struct {
	ID string `json:"id,omitempty" doc:"Small letters, digits and hyphens, such as new-carrier; made up when left out"`
	surveys.ImprovementDraft
}

// improvements mounts improvements with their verdicts.
func (a *api) improvements() {
	const path, tag = "/v1/improvements", "Improvements"
	handle(a, route{
		method: http.MethodGet, path: path, id: "list-improvements", tag: tag, scope: surveys.ScopeRead,
		summary: "Improvements with their verdicts",
		more: "Many improvements that are looked at together make false claims more often than one: stands says which claims hold among all of them. " +
			"The path of a verdict is left out here.",
	}, func(ctx context.Context, _ *struct{}) (improvementList, error) {
		all, err := a.Improve.ImprovementReports(ctx, maySeeSmallCells(ctx))
		return improvementList{all}, err
	})
	handle(a, route{
		method: http.MethodGet, path: path + "/{id}", id: "get-improvement", tag: tag, scope: surveys.ScopeRead,
		summary: "An improvement with its verdict of now",
		more: "The verdict may be asked for at any time and as often as one likes: a false claim is made at most once in twenty improvements, however often one looks. " +
			"All answers count that came within seven days of an experience that is older than that. What could be seen when the improvement was written down is described, and claims nothing.",
		errors: []int{http.StatusNotFound},
	}, func(ctx context.Context, in *struct {
		ID string `path:"id" maxLength:"63"`
	},
	) (improve.ImprovementReport, error) {
		return a.Improve.ImprovementReport(ctx, in.ID, maySeeSmallCells(ctx))
	})
	handle(a, route{
		method: http.MethodPost, path: path, id: "create-improvement", tag: tag, scope: surveys.ScopeImprovements,
		summary: "Write an improvement down",
		more: "What is written down is frozen, with the time. The answer says how many answers the verdict needs and about when they will be there, " +
			"or that no number is enough with this baseline.",
		status: http.StatusCreated, errors: append([]int{http.StatusConflict}, bodyErrors...),
	}, func(ctx context.Context, in *struct{ Body newImprovement }) (improve.ImprovementReport, error) {
		return a.Improve.CreateImprovement(ctx, in.Body.ID, in.Body.ImprovementDraft, maySeeSmallCells(ctx))
	})
	handle(a, route{
		method: http.MethodPost, path: path + "/plan", id: "plan-improvement", tag: tag, scope: surveys.ScopeRead,
		summary: "Say what would be frozen, and how long it would take", more: "Nothing is written.", errors: bodyErrors,
	}, func(ctx context.Context, in *struct{ Body surveys.ImprovementDraft }) (surveys.Improvement, error) {
		return a.Improve.PlanImprovement(ctx, in.Body, maySeeSmallCells(ctx))
	})
	handle(a, route{
		method: http.MethodPost, path: path + "/{id}/versions", id: "edit-improvement", tag: tag, scope: surveys.ScopeImprovements,
		summary: "Change an improvement: freeze another version of it",
		more:    "Send the whole improvement as it is to be. Each that looks at the same touchpoint at the same time may spend less error than the one before, so that all together stay within one in twenty.",
		status:  http.StatusCreated, errors: append([]int{http.StatusNotFound, http.StatusConflict}, bodyErrors...),
	}, func(ctx context.Context, in *struct {
		ID   string `path:"id" maxLength:"63"`
		Body surveys.ImprovementDraft
	},
	) (improve.ImprovementReport, error) {
		return a.Improve.EditImprovement(ctx, in.ID, in.Body, maySeeSmallCells(ctx))
	})
}
