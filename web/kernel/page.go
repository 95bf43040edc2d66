package kernel

import (
	"fmt"
	"reflect"
	"strings"
)

// Area is one of the three places that pages belong to. It names the layout.
type Area string

// The areas.
const (
	Storefront Area = "storefront"
	Seller     Area = "seller"
	Operator   Area = "operator"
)

// Page declares one page.
type Page struct {
	Name      string     // "<area>/<name>", the path of its main file below templates/ without ".html"
	Files     []string   // further files below templates/ that it uses, besides its main file and the layout
	Fragments []string   // define blocks that may be rendered alone
	Sample    func() any // a realistic view; its type is the only one the page accepts
}

// Area returns the area that the page's name begins with.
func (p Page) Area() Area {
	area, _, _ := strings.Cut(p.Name, "/")
	return Area(area)
}

// viewType returns the type that the page's views have.
func (p Page) viewType() reflect.Type { return reflect.TypeOf(p.Sample()) }

// check reports what is wrong with the declaration.
func (p Page) check() error {
	switch {
	case p.Area() != Storefront && p.Area() != Seller && p.Area() != Operator:
		return fmt.Errorf("page %q: unknown area", p.Name)
	case p.Sample == nil:
		return fmt.Errorf("page %q: no sample", p.Name)
	case p.viewType() == nil || p.viewType().Kind() != reflect.Struct:
		return fmt.Errorf("page %q: the view is %v, not a struct", p.Name, p.viewType())
	}
	return nil
}

// Doc is what a template sees.
type Doc struct {
	Frame *Frame
	View  any
}

// On returns a Doc with the same frame and another view, for blocks that need both.
func (d Doc) On(view any) Doc { return Doc{Frame: d.Frame, View: view} }

// SampleMedia is where the pictures of samples are; only the gallery serves them.
const SampleMedia = "/media/samples/"
