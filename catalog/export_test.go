package catalog

// CellText is what an imported cell of a workbook says.
var CellText = cellText
