// Package pictures draws the goods of the demo market: still lifes from parametrised
// shapes, kept as SVG of a few kilobytes, and for a few dozen goods as pixels.
//
// # The language
//
// Stage: a wall and a table in two close steps of one quiet tone; the table begins at
// y 650 of 1000, goods stand at y 800. Light: one, soft, upper left and in front.
// Turned forms are brightest at 27 % of their width and darkest at 90 %, with a
// reflected edge. Shadow: three parts, never black, always the ground's own tone made
// darker: dark where things touch, a pool thrown right, coloured light inside it where
// glass stands. Colour: OKLCH; a step up warms and pales, a step down cools. Goods
// carry the colour, the ground stays below them in chroma and differs from them in
// lightness or hue. No outlines: lines are things (a seam, a grain, a rim). What a
// hand leaves uneven is uneven by the seed; silhouettes stay exact.
//
// # Words
//
// A subject is what is drawn ("mug", "honey"). A colour is a name of the palette
// (Colors): a glaze, a cloth, a wood or a metal, whatever is the variable part of the
// subject. A seed moves what chance may move: the ground, forms within a subject,
// small unevenness. A view is one of the pictures of the same good: 0 the still life,
// 1 a second view (from above, opened, in the evening), 2 a detail.
//
// # Invariants
//
//   - Draw, Face, Banner and Photo are pure: equal arguments give equal bytes.
//   - Every SVG is at most 8,000 bytes (6,000 is the aim) and harmless by construction:
//     shapes, gradients, clips and references inside the file only. No script, style,
//     filter, text, raster or outside reference.
//   - Ids are single letters, unique inside a file: use the files through <img>, since
//     inlined side by side they would collide.
//
// # How a picture is made
//
// sheet collects shapes and shares what is equal (gradients, outlines drawn twice);
// lathe turns a profile about a vertical axis; cam looks at boards from a little
// above. The files named after a department hold its subjects; photo.go renders turned
// forms pixel by pixel for the upload path.
package pictures
