package validate

// experiments are the tables of the report, in its order.
var experiments = []experiment{withoutControls, withControls, power, choosing, scores, weighted, falseAlarms, delays}
