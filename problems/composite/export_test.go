package composite

// Operators is the table of linear operators, for the laws in another package.
var Operators = operators
