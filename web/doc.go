// Package web puts the pages of the market together: the files they are made of, the
// declarations of three areas, and one Site that renders them.
//
// # What lives here
//
//	kernel/      parsing, rendering, languages, static files, CSRF, flash messages
//	storefront/  views and handlers for buyers
//	seller/      views and handlers of the seller portal
//	operator/    views and handlers of the operator console
//	templates/   html/template files; shared/ and files with an underscore belong to all pages of an area
//	static/      stylesheets, scripts, the mark; served under an address that holds their hash
//	locales/     <area>.<language>.json; every key exists in en, de and pl
//
// # What may not live here
//
// Decisions. A handler reads a request, asks a domain service, fills a view struct and
// calls Render. Who may do what is decided in the service; what something costs is
// computed in the domain; a template only shows.
//
// # Looks
//
// One visual language from tokens.css: paper, ink, iron lines and one accent. Colour is
// for goods and states. The storefront is a hall with twelve columns; the workplaces are
// dense lists between girders. Both work at 320 px, at 200 % zoom, in the dark, in
// forced colours, by keyboard alone and without scripts.
//
// # Themes
//
// An operator's folder with templates/, static/ or locales/ replaces single files at
// start. A fault in it stops the start with file and line.
package web
