package bleve

import "hash/maphash"

// key stands for an id in memory, where a million ids would be a hundred megabytes. It is
// 128 bits of a hash that nobody outside can know: with a million ids, two have the same one
// with a probability of 10⁻²⁷.
type key [2]uint64

var seeds = [...]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}

func keyOf(id string) key { return key{hash(id), maphash.String(seeds[1], id)} }

// hash stands for a text where a mistake would show a product too many, not lose one.
func hash(text string) uint64 { return maphash.String(seeds[0], text) }
