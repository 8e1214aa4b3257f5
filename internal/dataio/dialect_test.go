package dataio

import (
	"fmt"
	"strings"
	"testing"
)

// rowsBelow writes n rows of a table by a function of the row's number.
func rowsBelow(first string, n int, row func(i int) string) string {
	var b strings.Builder
	b.WriteString(first)
	for i := range n {
		b.WriteString(row(i) + "\n")
	}
	return b.String()
}

// decimals is a row of p numbers with fractions.
func decimals(p int, sep string) func(i int) string {
	return func(i int) string {
		var cells []string
		for j := range p {
			cells = append(cells, fmt.Sprintf("%.2f", float64((7*i+3*j)%11)-4.75))
		}
		return strings.Join(cells, sep)
	}
}

// What a file with its peculiarity must be read as, or refused with; the first
// rows only are compared.
var dialects = []struct {
	why, text string
	o         Options
	want      string // names and rows, or the error's beginning
	helps     Options
	then      string // what it is read as with the flag that the error names
}{
	// The header.
	{why: "years", text: rowsBelow("1990,2000,2010,2020\n", 8, decimals(4, ",")),
		want: `x:1: is the first row, "1990", "2000", "2010", "2020", names or data?`, helps: Options{Dialect: Dialect{Header: "yes"}}, then: "1990 2000 2010 2020: [-4.75 -1.75 1.25 4.25]"},
	{why: "two years", text: "1999,2004\n3,5\n4,6\n7,1\n", want: "x:1: is the first row, ", helps: Options{Dialect: Dialect{Header: "yes"}}, then: "1999 2004: [3 5] [4 6] [7 1]"},
	{why: "years that are data", text: "1999,2004\n2001,2000\n2003,2005\n", want: "x0 x1: [1999 2004] [2001 2000] [2003 2005]"},
	{why: "names of pandas", text: "0,1,2,3\n5,1,7,8\n4,2,2,1\n", want: "x:1: is the first row, ", helps: Options{Dialect: Dialect{Header: "no"}}, then: "x0 x1 x2 x3: [0 1 2 3] [5 1 7 8] [4 2 2 1]"},
	{why: "two names of pandas above fractions", text: rowsBelow("0,1\n", 5, decimals(2, ",")), want: "x:1: is the first row, "},
	{why: "names of pandas and an index", text: ",0,1\n0,5,2\n1,3,7\n2,9,1\n", want: "x:1: is the first row, ", helps: Options{Dialect: Dialect{Header: "yes"}}, then: "0 1: [5 2] [3 7] [9 1]"},
	{why: "wavelengths", text: rowsBelow("400.5,402.1,403.9,406.2,408,410.7,413.3,415\n", 8, decimals(8, ",")), want: "x:1: is the first row, "},
	{why: "numbers of genes", text: rowsBelow("10293,883,4401\n", 8, decimals(3, ",")), want: "x:1: is the first row, "},
	{why: "a lone year", text: "2020\n5.5\n6.1\n5.9\n", want: "x:1: is the first row, "},
	{why: "rows of a lag matrix are data", text: "1,2,3,4\n2,3,4,5\n3,4,5,6\n", want: "x0 x1 x2 x3: [1 2 3 4] [2 3 4 5] [3 4 5 6]"},
	{why: "zeros and ones are data", text: "0,1\n1,0\n0,1\n1,1\n", want: "x0 x1: [0 1] [1 0] [0 1]"},
	{why: "text before numbers without a header", text: "unknown,137,52\n24,130,51\n25,129,50\n", want: "x:1: is the first row, ",
		helps: Options{Missing: "drop", Dialect: Dialect{Header: "no", NA: []string{"unknown"}}}, then: "x0 x1 x2: [24 130 51] [25 129 50]"},
	{why: "the target tells", text: "id,1990,2000\n1,2.5,3.5\n2,4.5,1.5\n", o: Options{Target: "2000", Exclude: []string{"id"}}, want: "1990: [2.5] [4.5]"},
	{why: "a label and years", text: "id,1990,2000\n1,2.5,3.5\n2,4.5,1.5\n", want: "x:1: is the first row, "},
	{why: "a dash first", text: "-,137,52\n24,130,51\n25,129,50\n", want: `x:1:1: column "x0": missing value "-"; --missing drop`, helps: Options{Missing: "drop"}, then: "x0 x1 x2: [24 130 51] [25 129 50]"},
	{why: "text in the last column, no header", text: "5.1,3.5,a\n4.9,3.1,a\n4.7,3.2,b\n", o: Options{OneHot: true}, want: "x0 x1 x2=a x2=b: [5.1 3.5 1 0] [4.9 3.1 1 0] [4.7 3.2 0 1]"},
	{why: "signs of money without a header", text: "$5,1\n$6,2\n", want: `x:1:1: "$5" is not a number in column "x0", where 0 cells are and 2 not; --strip '$' reads it as 5`, helps: Options{Dialect: Dialect{Strip: "$"}}, then: "x0 x1: [5 1] [6 2]"},
	{why: "a column called NA", text: "NA\n1\n2\n", want: "x:1: is the first row, ", helps: Options{Dialect: Dialect{Header: "yes"}}, then: "NA: [1] [2]"},
	{why: "NA among names", text: "NA,b\n1,2\n", want: "NA b: [1 2]"},
	{why: "the header again", text: "a,b\n1,2\n3,4\na,b\n5,6\n", want: `x:4:1: "a" is not a number in column "a", where 3 cells are and 1 not; it is the header again`},
	{why: "units below the header", text: "a,b\nkg,m\n1,2\n3,4\n", want: `x:2:1: "kg" is not a number in column "a", where 2 cells are and 1 not; --na kg`, helps: Options{Missing: "drop", Dialect: Dialect{NA: []string{"kg,m"}}}, then: "a b: [1 2] [3 4]"},
	{why: "a title", text: "Sales report\na,b,c\n1,2,3\n4,5,6\n", want: "x:1: the number of fields is 1, in the rows below 3; if the line is a title, --comment Sales skips it", helps: Options{Dialect: Dialect{Comment: "Sales"}}, then: "a b c: [1 2 3] [4 5 6]"},
	{why: "a name twice", text: "a,a\n1,2\n", want: `x:1:2: columns 1 and 2 are both called "a"; rename one, or leave one out by its number from 0: --exclude 1`, helps: Options{Exclude: []string{"1"}}, then: "a: [1]"},

	// Lines that begin with #.
	{why: "# before a header", text: "#a,b\n1,2\n3,4\n", want: "a b: [1 2] [3 4]"},
	{why: "# before names that blanks separate", text: "# a b c\n1 2 3\n4 5 6\n", want: "a b c: [1 2 3] [4 5 6]"},
	{why: "errors of Excel", text: "a,b\n1,2\n#N/A,4\n#DIV/0!,5\n", want: `x:3:1: column "a": missing value "#N/A"; --missing drop`, helps: Options{Missing: "drop"}, then: "a b: [1 2]"},
	{why: "a row taken out by #", text: "a,b\n1,2\n#3,4\n5,6\n", want: `x:3:1: "#3" is not a number in column "a", where 2 cells are and 1 not; --na '#3' takes it for missing, --comment '#' skips lines that begin so`, helps: Options{Dialect: Dialect{Comment: "#"}}, then: "a b: [1 2] [5 6]"},
	{why: "texts with #", text: "c,b\n#1,2\n#2,4\n#1,5\n", o: Options{OneHot: true}, want: "c=#1 c=#2 b: [1 0 2] [0 1 4] [1 0 5]"},
	{why: "a missing value in one column", text: "a\n1\n#N/A\n# said by hand\n3\n", o: Options{Missing: "drop"}, want: "a: [1] [3]"},
	{why: "comments of another kind", text: "a,b\n% said, twice\n1,2\n", want: `x:2:1: "% said"`, helps: Options{Dialect: Dialect{Comment: "%"}}, then: "a b: [1 2]"},

	// Marks in numbers.
	{why: "thousands beside whole numbers", text: "p;y\n850;1699\n1.200;2400\n", want: `x:3:1: "1.200" may be 1.200 or 1200, and no number in the file tells which; --decimal . or --thousands . says it`, helps: Options{Dialect: Dialect{Thousands: "."}}, then: "p y: [850 1699] [1200 2400]"},
	{why: "the same between tabs", text: "p\ty\n850\t1699\n1.200\t2400\n", want: `x:3:1: "1.200" may be`, helps: Options{Dialect: Dialect{Decimal: "."}}, then: "p y: [850 1699] [1.2 2400]"},
	{why: "points are decimal for certain", text: "p;y\n850;0.5\n1.200;2400\n", want: "p y: [850 0.5] [1.2 2400]"},
	{why: "a comma that may be either", text: "p;y\n850;1699\n1,200;2400\n", want: `x:3:1: "1,200" may be 1.200 or 1200, and no number in the file tells which; --decimal , or --thousands ,`, helps: Options{Dialect: Dialect{Thousands: ","}}, then: "p y: [850 1699] [1200 2400]"},
	{why: "both marks", text: "p;y\n850;1,5\n1.200,75;2\n", want: `x:3:1: "1.200,75" is not a number in column "p", where 1 cell is and 1 not; --decimal , --thousands . reads it as 1200.75`, helps: Options{Dialect: Dialect{Thousands: ".", Decimal: ","}}, then: "p y: [850 1.5] [1200.75 2]"},
	{why: "quoted thousands", text: "p,y\n850,1\n\"1,200.5\",2\n", want: `x:3:1: "1,200.5" is not a number in column "p", where 1 cell is and 1 not; --thousands , reads it as 1200.5`, helps: Options{Dialect: Dialect{Thousands: ","}}, then: "p y: [850 1] [1200.5 2]"},
	{why: "quoted decimal commas", text: "p,y\n\"0,5\",\"1,25\"\n\"2,5\",\"3\"\n", want: `x:2:1: "0,5" is not a number in column "p", where 0 cells are and 2 not; --decimal , reads it as 0.5`, helps: Options{Dialect: Dialect{Decimal: ","}}, then: "p y: [0.5 1.25] [2.5 3]"},
	{why: "decimal commas between tabs", text: "p\ty\n0,5\t1,25\n2,5\t3\n", want: "p y: [0.5 1.25] [2.5 3]"},
	{why: "decimal commas between blanks", text: "p y\n0,5 1,25\n2,5 3\n", want: "p y: [0.5 1.25] [2.5 3]"},
	{why: "one column of decimal commas", text: "y\n1,5\n2,5\n", want: "x:2: the number of fields is 2, in the header 1; if the first are row names, --exclude 0 leaves them out; if commas are decimal marks, say --decimal ,", helps: Options{Dialect: Dialect{Decimal: ","}}, then: "y: [1.5] [2.5]"},
	{why: "blanks between thousands", text: "p;y\n1 200;1\n850;2\n12\u00a0500;3\n", want: `x:2:1: "1 200" is not a number in column "p", where 1 cell is and 2 not; --thousands ' ' reads it as 1200`, helps: Options{Dialect: Dialect{Thousands: "space"}}, then: "p y: [1200 1] [850 2] [12500 3]"},
	{why: "Swiss thousands", text: "p;y\n1'200;1\n850;2\n", want: `x:2:1: "1'200" is not a number in column "p", where 1 cell is and 1 not; --thousands ''\''' reads it as 1200`, helps: Options{Dialect: Dialect{Thousands: "apostrophe"}}, then: "p y: [1200 1] [850 2]"},
	{why: "exponents of Fortran", text: "a,b\n1.5D+01,2d0\n-1D-1,3\n", want: "a b: [15 2] [-0.1 3]"},
	{why: "a minus of Unicode", text: "a,b\n−1.5,2\n4,3\n", want: "a b: [-1.5 2] [4 3]"},
	{why: "percent", text: "a,b\n5.5%,2\n6%,3\n", want: `x:2:1: "5.5%" is not a number in column "a", where 0 cells are and 2 not; --strip % reads it as 5.5`, helps: Options{Dialect: Dialect{Strip: "%"}}, then: "a b: [5.5 2] [6 3]"},
	{why: "percent and fractions mixed", text: "a,b\n5.5%,2\n0.06,3\n", o: Options{Dialect: Dialect{Strip: "%"}}, want: `x: 1 of the 2 numbers of column "a" have a percent sign: are the others in percent too? --exclude a`},
	{why: "money and thousands", text: "a,b\n\"€1,200\",2\n€6,3\n", want: `x:2:1: "€1,200" is not a number in column "a", where 0 cells are and 2 not; --strip € --thousands , reads it as 1200`, helps: Options{Dialect: Dialect{Strip: "€", Thousands: ","}}, then: "a b: [1200 2] [6 3]"},
	{why: "an apostrophe in front", text: "a,b\n'5,2\n'6,3\n", want: `x:2:1: "'5" is not a number in column "a", where 0 cells are and 2 not; --strip ''\''' reads it as 5`, helps: Options{Dialect: Dialect{Strip: "'"}}, then: "a b: [5 2] [6 3]"},
	{why: "negative in parentheses", text: "a,b\n(5),2\n6,3\n7,1\n", want: `x:2:1: "(5)" is not a number in column "a", where 2 cells are and 1 not; --brackets reads it as -5`, helps: Options{Dialect: Dialect{Brackets: true}}, then: "a b: [-5 2] [6 3] [7 1]"},
	{why: "a unit behind", text: "a,b\n5 kg,2\n6.5 kg,3\n", want: `x:2:1: "5 kg" is not a number in column "a", where 0 cells are and 2 not; --strip kg reads it as 5`, helps: Options{Dialect: Dialect{Strip: "kg"}}, then: "a b: [5 2] [6.5 3]"},
	{why: "names that begin with digits", text: "1a,2a\n1,2\n", want: "1a 2a: [1 2]"},
	{why: "codes of both kinds", text: "c,b\n1,2\n2,3\n3a,3\n3b,3\n", want: `x:4:1: "3a" is not a number in column "c", where 2 cells are and 2 not; --exclude c`},
	{why: "a row of totals", text: "region,a\nN,2\nS,3\nTotal,5\n", o: Options{OneHot: true}, want: `x:4:1: the last row is called "Total": is it made of the others? --comment Total skips it`, helps: Options{OneHot: true, Dialect: Dialect{Comment: "Total"}}, then: "region=N region=S a: [1 0 2] [0 1 3]"},
	{why: "a row of totals with gaps", text: "a,b\n1,2\n3,4\nTotal,\n", want: `x:4:1: the last row is called "Total"`, helps: Options{Dialect: Dialect{Comment: "Total"}}, then: "a b: [1 2] [3 4]"},
	{why: "totals below labels", text: "\"\",\"a\"\n\"N\",2\n\"S\",3\n\"Total\",5\n", want: `x:4:1: the last row is called "Total"`, helps: Options{Dialect: Dialect{Comment: "Total"}}, then: "a: [2] [3]"},
	{why: "one column, two meant", text: "a^b\n1^2\n3^4\n", o: Options{Target: "b"}, want: `x: no column "b"; there are "a^b" (it is the only column: --delimiter says`},
	{why: "a response without a value", text: "a,b\n1,2\n3,NA\n", o: Options{Target: "b"}, want: `x:3:2: column "b": missing value; --missing drop leaves its row out`, helps: Options{Target: "b", Missing: "drop"}, then: "a: [1]"},
	{why: "UTF-16 without a mark", text: "a\x00,\x00b\x00\n\x001\x00,\x002\x00", want: "x: is UTF-16 text or binary; save it as UTF-8"},
	{why: "hexadecimal", text: "a,b\n0x1F,2\n6,3\n7,1\n", want: `x:2:1: "0x1F" is not a number`},
	{why: "an infinity", text: "a,b\n5,2\nInf,3\n", want: `x:3:1: column "a": infinite value`},

	// Missing cells.
	{why: "a token of its own", text: "a,b\n5,2\nunknown,3\n6,1\n", want: `x:3:1: "unknown" is not a number in column "a", where 2 cells are and 1 not; --na unknown takes it for missing`, helps: Options{Missing: "drop", Dialect: Dialect{NA: []string{"unknown"}}}, then: "a b: [5 2] [6 1]"},
	{why: "never text under --one-hot", text: "a,b\nunknown,3\n5,2\n6,1\n", o: Options{OneHot: true}, want: `x:2:1: "unknown" is not a number in column "a", where 2 cells are and 1 not; --na unknown`},
	{why: "half of them", text: "a,b\nunknown,3\nunknown,4\n5,2\n6,1\n", o: Options{OneHot: true}, want: `x:2:1: "unknown" is not a number in column "a", where 2 cells are and 2 not; --na unknown`},
	{why: "a number that stands for missing", text: "a,b\n5,2\n-999,3\n6,-999.0\n7,1\n", o: Options{Missing: "drop", Dialect: Dialect{NA: []string{"-999"}}}, want: "a b: [5 2] [7 1]"},
	{why: "a column without values", text: "a,b,c\n1,,3\n2,NA,5\n", want: `x: every cell of column "b" is missing; --exclude b leaves it out`, helps: Options{Exclude: []string{"b"}}, then: "a c: [1 3] [2 5]"},

	// Separators.
	{why: "pipes", text: "a|b\n1|2\n", want: "a b: [1 2]"},
	{why: "blanks in runs", text: "  a   b\n  1  2.5\n 10 -3\n", want: "a b: [1 2.5] [10 -3]"},
	{why: "sep= of Excel", text: "sep=;\r\na;b\r\n1;2\r\n", want: "a b: [1 2]"},
	{why: "a separator that nobody guesses", text: "a:b\n1:2\n", o: Options{Dialect: Dialect{Delimiter: ":"}}, want: "a b: [1 2]"},
	{why: "a separator behind every line", text: "a,b,\n1,2,\n3,4,\n", want: "a b: [1 2] [3 4]"},
	{why: "behind the rows only", text: "a,b\n1,2,\n3,4,\n", want: "a b: [1 2] [3 4]"},
	{why: "behind the header only", text: "a,b,\n1,2\n3,4\n", want: "a b: [1 2] [3 4]"},
	{why: "behind every row without header", text: "1,2,\n3,4,\n", want: "x0 x1: [1 2] [3 4]"},
	{why: "lines of old", text: "a,b\r1,2\r", want: "x: lines end with a carriage return alone"},
	{why: "quoted numbers, names with commas and lines", text: "\"a, of\r\nold\",\"b\"\r\n\"1\",\" 2 \"\r\n", want: "a, of\nold b: [1 2]"},
	{why: "a row too long and one too short", text: "a,b\n1,2\n3,4,5\n6\n7,8\n", want: "x:3: the number of fields is 3, in the first record 2 (and 1 more such rows)"},

	// Index columns.
	{why: "pandas writes an index", text: ",a,b\n10,1.5,2\n4,3.5,4\n", want: "a b: [1.5 2] [3.5 4]"},
	{why: "kept on request", text: ",a\n10,1.5\n4,3.5\n", o: Options{Features: []string{"*"}}, want: "x0 a: [10 1.5] [4 3.5]"},
	{why: "no index", text: ",a\n1.5,1\n1.5,3\n", want: `x:1:1: the first column has no name: is it an index? --exclude 0 leaves it out`, helps: Options{Exclude: []string{"0"}}, then: "a: [1] [3]"},
	{why: "row names of R", text: "\"\",\"a\",\"b\"\n\"Mazda\",1,2\n\"Fiat\",3,4\n", want: "a b: [1 2] [3 4]"},
	{why: "write.table of R", text: "\"a\" \"b\"\n\"1\" 1.5 2\n\"2\" 3.5 4\n", want: "a b: [1.5 2] [3.5 4]"},
	{why: "write.table with commas", text: "\"a\",\"b\"\n\"1\",1.5,2\n\"2\",3.5,4\n", want: "a b: [1.5 2] [3.5 4]"},
	{why: "an id", text: "id,a\n3,5\n1,6\n2,9\n", want: `x: column "id" numbers the rows: is it an index? --exclude id leaves it out, --features '*' keeps it`, helps: Options{Exclude: []string{"id"}}, then: "a: [5] [6] [9]"},
	{why: "row numbers without a header", text: rowsBelow("", 10, func(i int) string { return fmt.Sprintf("%d,%g", (3*i)%10, 0.5*float64(i)) }), want: `x: column "x0" numbers the rows`, helps: Options{Exclude: []string{"x0"}}, then: "x1: [0] [0.5] [1]"},
	{why: "identifiers are no categories", text: rowsBelow("name,a\n", 12, func(i int) string { return fmt.Sprintf("n%d,%d", i, i*i) }), o: Options{OneHot: true}, want: `x:2:1: "n0" is not a number in column "name", and no two of its cells are the same text; --exclude name`},

	// Columns chosen.
	{why: "names, numbers, patterns", text: "a,b1,b2,c\n1,2,3,4\n", o: Options{Features: []string{"b*,0"}}, want: "a b1 b2: [1 2 3]"},
	{why: "left out from the end", text: "a,b1,b2,c\n1,2,3,4\n", o: Options{Exclude: []string{"-1", "b?"}}, want: "a: [1]"},
	{why: "texts that are left out are not read", text: "a,t\n1,red\n2,\n", o: Options{Exclude: []string{"t"}}, want: "a: [1] [2]"},
	{why: "a name with a comma", text: "\"a,b\",c\n1,2\n", o: Options{Exclude: []string{"a,b"}}, want: "c: [2]"},
	{why: "no such column", text: "age,b\n1,2\n", o: Options{Exclude: []string{"agge"}}, want: `x: --exclude: no column "agge"; did you mean "age"?`},
	{why: "no column is like it", text: "age,b\n1,2\n", o: Options{Features: []string{"z*"}}, want: `x: --features: no column is like "z*"; there are "age", "b"`},
	{why: "all left out", text: "age,b\n1,2\n", o: Options{Exclude: []string{"*"}}, want: `x: --exclude leaves no column`},

	// Flags that make no sense.
	{why: "header", text: "a\n1\n", o: Options{Dialect: Dialect{Header: "maybe"}}, want: "--header maybe: use yes or no"},
	{why: "delimiter", text: "a\n1\n", o: Options{Dialect: Dialect{Delimiter: "ab"}}, want: `--delimiter "ab": use one character`},
	{why: "decimal", text: "a\n1\n", o: Options{Dialect: Dialect{Decimal: "x"}}, want: `--decimal "x": use . or ,`},
	{why: "thousands", text: "a\n1\n", o: Options{Dialect: Dialect{Thousands: "x"}}, want: `--thousands "x": use one of`},
	{why: "one mark twice", text: "a\n1\n", o: Options{Dialect: Dialect{Thousands: ",", Decimal: ","}}, want: `--decimal ,, --thousands ,: one mark cannot be both`},
	{why: "strip", text: "a\n1\n", o: Options{Dialect: Dialect{Strip: "()"}}, want: `--strip "()": without its "(" a number would be another`},
}

// shownRows is what a table compares: names and rows, three at most.
func shownRows(d *Data, err error) string {
	if err != nil {
		return err.Error()
	}
	text := strings.Join(d.Names, " ") + ":"
	for _, row := range rowsOf(d.X)[:min(3, len(rowsOf(d.X)))] {
		text += " " + fmt.Sprint(row)
	}
	return text
}

func TestDialects(t *testing.T) {
	for _, c := range dialects {
		t.Run(c.why, func(t *testing.T) {
			inDir(t, map[string]string{"x": c.text})
			check := func(o Options, want string) {
				t.Helper()
				d, err := Read(t.Context(), nil, "x", o)
				got := shownRows(d, err)
				if !strings.HasPrefix(got, want) || err != nil && strings.Contains(got, "\n") {
					t.Errorf("\n got %s\nwant %s", got, want)
				}
			}
			check(c.o, c.want)
			if c.then != "" {
				check(c.helps, c.then)
			}
		})
	}
}
