package api

import "net/url"

// Routes lists what an engine of these options serves, each as its method and path.
func Routes(o Options) (routes [][2]string, err error) {
	o.Registry = nil // a registry takes the figures of one engine
	e, err := engine(o, &url.URL{})
	if err != nil {
		return nil, err
	}
	for _, r := range e.Routes() {
		routes = append(routes, [2]string{r.Method, r.Path})
	}
	return routes, nil
}
