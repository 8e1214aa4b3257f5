#!/usr/bin/env bash
# Races lasso and logistic and Poisson paths against glmnet and scikit-learn on this machine, in one run, and
# prints the table of docs/benchmarks.md. Installs Debian's r-cran-glmnet and
# python3-sklearn if they are missing. A peer's ladder of settings ends with the first
# that takes longer than the budget, and is cut off at ten times the budget.
# Usage: [PEERS="glmnet sklearn"] bench/run.sh [BUDGET_SECONDS [NAME...]]
set -eu
cd "$(dirname "$0")/.."
budget=${1:-30}
shift || true
[ $# -gt 0 ] || set -- diabetes leukemia rcv1 text ar tall wide echoes tumours leukemia-class rcv1-class a9a tall-class counts
command -v Rscript >/dev/null && Rscript -e 'library(glmnet)' >/dev/null 2>&1 && /usr/bin/python3 -c 'import sklearn' 2>/dev/null ||
	{ apt-get update -q && apt-get install -qy r-cran-glmnet python3-sklearn; } >/dev/null
most=$(awk "BEGIN { print 10 * $budget }")
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
go build -o "$dir/bench" ./bench
"$dir/bench" gen "$dir" "$@"
for name; do
	[ -f "$dir/$name.bin" ] || continue
	"$dir/bench" ours "$dir" "$name"
	for peer in ${PEERS:-glmnet sklearn}; do
		case $peer in
		glmnet) timeout "$most" Rscript bench/glmnet.R "$dir" "$name" "$budget" >&2 || true ;;
		sklearn) timeout "$most" /usr/bin/python3 bench/sklearn_path.py "$dir" "$name" "$budget" >&2 || true ;;
		esac
	done
done
echo "$(go version), $(getconf _NPROCESSORS_ONLN) processors, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1), $(date +%F)"
echo
"$dir/bench" judge "$dir" "$@"
