package catalog_test

import (
	"fmt"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/catalog"
)

func ExampleNewTree() {
	tree := catalog.NewTree([]catalog.Category{
		category("home", ""), category("mugs", "home"), category("pots", "home"),
	})
	for _, c := range tree.Path("cat_mugs") {
		fmt.Println(c.Slug)
	}
	fmt.Println(tree.Leaf("cat_home"), tree.Leaves("cat_home"))
	// Output:
	// home
	// mugs
	// false [cat_mugs cat_pots]
}

func category(slug, parent string) catalog.Category {
	c := catalog.Category{Slug: slug, Name: markthalle.T(markthalle.English, slug)}
	c.ID = "cat_" + slug
	if parent != "" {
		c.Parent = markthalle.CategoryID("cat_" + parent)
	}
	return c
}
