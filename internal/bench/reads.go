package bench

import (
	"context"
	"fmt"
	"net/url"
	"time"
)

// reader asks for one address after the other.
type reader struct {
	*conn
	paths []string
	at    int
}

func (r *reader) step(n int) (time.Duration, int, error) {
	path := r.paths[(r.at+n)%len(r.paths)]
	return timed(func() (int, error) { return r.get(path) })
}

// readers hires connections that read addresses, each beginning at another one.
func readers(ctx context.Context, host string, paths []string) func(int) (worker, error) {
	return func(n int) (worker, error) {
		c, err := dial(ctx, host)
		if err != nil {
			return nil, err
		}
		return &reader{conn: c, paths: paths, at: n * 7}, nil
	}
}

// shelves are the addresses that are read.
type shelves struct {
	products, lists, searches []string
}

// searchWords are what is searched for, with a typo among them: words of the demo's goods.
var searchWords = []string{"lamp", "mug", "coffee", "chair", "wood", "blue", "cotton", "steel", "garden", "stainles"}

// browse looks around in a market, as a buyer would, and notes addresses.
func browse(ctx context.Context, host string) (s shelves, err error) {
	c, err := dial(ctx, host)
	if err != nil {
		return s, err
	}
	defer func() { _ = c.close() }()
	var tree struct {
		Items []category `json:"items"`
	}
	if err := c.call("GET", "/store/categories", nil, 200, &tree); err != nil {
		return s, err
	}
	var leaves []string
	for _, x := range tree.Items {
		leaves = x.leaves(leaves)
	}
	for _, slug := range leaves {
		path := "/store/search?category=" + url.QueryEscape(slug) + "&limit=24"
		var found struct {
			Items []struct {
				Slug string `json:"slug"`
			} `json:"items"`
		}
		if err := c.call("GET", path, nil, 200, &found); err != nil {
			return s, err
		}
		if len(found.Items) == 0 {
			continue
		}
		s.lists = append(s.lists, "/api/v1"+path+"&facets=none")
		for _, x := range found.Items {
			s.products = append(s.products, "/api/v1/store/products/"+url.PathEscape(x.Slug))
		}
	}
	for _, w := range searchWords {
		s.searches = append(s.searches, "/api/v1/store/search?limit=24&facets=all&q="+url.QueryEscape(w))
	}
	if len(s.lists) == 0 || len(s.products) == 0 {
		return s, fmt.Errorf("the market at %s shows no products", host)
	}
	return s, nil
}

// category is a node of the tree.
type category struct {
	Slug     string     `json:"slug"`
	Children []category `json:"children"`
}

func (c category) leaves(out []string) []string {
	if len(c.Children) == 0 {
		return append(out, c.Slug)
	}
	for _, x := range c.Children {
		out = x.leaves(out)
	}
	return out
}
