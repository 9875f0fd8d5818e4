// Package rest serves machines: JSON under /v1, described by an OpenAPI 3.1
// document that is generated from the types that serve the requests.
//
// It refuses requests without an API key that has the scope of the route,
// parameters that do not exist, and to answer any error but in the form of RFC
// 9457. It loads nothing from another host, not even to show its own description.
package rest
