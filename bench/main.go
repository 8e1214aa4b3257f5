// Command bench races whole lasso paths against R's glmnet and scikit-learn on the
// same files and the same lambdas, in one run, and judges every answer by one
// function: the duality gap that the point itself proves, and its certified distance
// from the optimum. bench/run.sh drives it:
//
//	bench gen  DIR NAME...   write the workloads as files that all tools read
//	bench ours DIR NAME...   solve them, once on one processor and once on all
//	bench judge DIR          read what every tool left behind and print the table
package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/lassocheck/lassocheck/internal/workloads"
	"github.com/lassocheck/lassocheck/problems"
	"github.com/lassocheck/lassocheck/problems/design"
	"github.com/lassocheck/lassocheck/solvers"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) < 2 {
		return fmt.Errorf("usage: bench gen|ours|judge DIR [NAME...]")
	}
	do := map[string]func(dir string, w workloads.Workload) error{"gen": gen, "ours": ours, "judge": judge}[args[0]]
	if do == nil {
		return fmt.Errorf("no command %q", args[0])
	}
	if args[0] == "judge" {
		fmt.Println("| data | tool | setting | lambdas | CPU s | wall s | worst relative gap | worst relative error |\n|---|---|---|---|---|---|---|---|")
	}
	for _, w := range workloads.All {
		for _, name := range args[2:] {
			if name == w.Name {
				if err := do(args[1], w); err != nil {
					fmt.Fprintf(os.Stderr, "%s: %v\n", w.Name, err)
				}
			}
		}
	}
	return nil
}

const nlambda = 100

// gen writes n, p, number of entries (0 for dense) and the family as int32, then the column
// pointers and rows as int32 of a sparse design, the values, y and the lambdas.
func gen(dir string, w workloads.Workload) error {
	x, y, err := w.Load("")
	if err != nil {
		return err
	}
	null, err := w.Problem(x, y).Null()
	if err != nil {
		return err
	}
	n, p := x.Dims()
	lambdas, err := solvers.Grid{N: nlambda, MinRatio: w.Ratio}.Values(null.LambdaMax, n, p)
	if err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(dir, w.Name+".bin"))
	if err != nil {
		return err
	}
	defer f.Close()
	put := func(v any) {
		if err == nil {
			err = binary.Write(f, binary.LittleEndian, v)
		}
	}
	switch m := x.(type) {
	case *design.CSC:
		put([]int32{int32(n), int32(p), int32(len(m.Val)), int32(w.Family)})
		ptr := make([]int32, p+1)
		for j, v := range m.ColPtr {
			ptr[j] = int32(v)
		}
		put(ptr)
		put(m.Row)
		put(m.Val)
	case *design.Dense:
		put([]int32{int32(n), int32(p), 0, int32(w.Family)})
		put(m.Data)
	}
	if w.Family == workloads.Binomial {
		y = workloads.Classes(y)
	}
	put(y)
	put(lambdas)
	return err
}

// ours times the path, certificates included, and reports the best of three.
func ours(dir string, w workloads.Workload) error {
	x, y, err := w.Load("")
	if err != nil {
		return err
	}
	p := w.Problem(x, y)
	for _, procs := range []int{1, runtime.NumCPU()} {
		runtime.GOMAXPROCS(procs)
		bestCPU, bestWall := math.Inf(1), math.Inf(1)
		var res *solvers.PathResult
		for range 3 {
			runtime.GC()
			c, t := cpu(), time.Now()
			if res, err = solvers.Path(context.Background(), p, solvers.Grid{N: nlambda, MinRatio: w.Ratio}, solvers.Settings{}); err != nil {
				return err
			}
			bestCPU, bestWall = min(bestCPU, cpu()-c), min(bestWall, time.Since(t).Seconds())
		}
		fit := &fit{tool: "lassocheck", setting: fmt.Sprintf("%d processor(s)", procs), cpu: bestCPU, wall: bestWall}
		for i := range res.Points {
			pt := &res.Points[i]
			fit.points = append(fit.points, point{pt.Lambda, pt.Intercept, pt.Support, pt.Coef})
		}
		if err := fit.write(filepath.Join(dir, fmt.Sprintf("%s.ours%d.fit", w.Name, procs))); err != nil {
			return err
		}
	}
	return nil
}

// judge prints a row for every fit of the workload.
func judge(dir string, w workloads.Workload) error {
	paths, err := filepath.Glob(filepath.Join(dir, w.Name+".*.fit"))
	if err != nil || len(paths) == 0 {
		return err
	}
	x, y, err := w.Load("")
	if err != nil {
		return err
	}
	p := w.Problem(x, y)
	null, err := p.Null()
	if err != nil {
		return err
	}
	// The best dual bound at every lambda is what the true error is measured from.
	best := map[float64]float64{}
	var fits []*fit
	var certs [][]problems.Certificate
	for _, path := range paths {
		f, err := readFit(path)
		if err != nil { // cut off as it was written
			fmt.Fprintf(os.Stderr, "%s: %v\n", path, err)
			continue
		}
		cs := f.certify(p)
		for k, c := range cs {
			l := f.points[k].lambda
			if d, ok := best[l]; !ok || c.Dual > d {
				best[l] = c.Dual
			}
		}
		fits, certs = append(fits, f), append(certs, cs)
	}
	for i, f := range fits {
		gap, off := 0.0, 0.0
		for k, c := range certs[i] {
			gap = max(gap, c.Gap/null.Scale)
			off = max(off, (c.Primal-best[f.points[k].lambda])/null.Scale)
		}
		fmt.Printf("| %s | %s | %s | %d | %.3g | %.3g | %.1e | %.1e |\n", w.Name, f.tool, f.setting, len(f.points), f.cpu, f.wall, gap, off)
	}
	return nil
}
