# Reference results for Cox's model: Rscript survival.R > survival.json
# Unpenalised fits of R's survival by Newton's method to the last digits, with ties of
# Breslow and Efron, strata, late starts, weights and an offset, and the concordance of each;
# and lasso paths of glmnet with strata (Breslow's ties).
suppressMessages({library(survival); library(glmnet); library(jsonlite)})
set.seed(17)
n <- 80; p <- 5
x <- round(matrix(rnorm(n * p), n, p), 3)
z <- x[, 1] - 0.7 * x[, 2] + 0.4 * x[, 3]
time <- ceiling(8 * rexp(n) * exp(-z)) / 4            # with ties
start <- pmax(0, round(time - 2 * rexp(n) - 0.1, 2))
start <- ifelse(start < time, start, time - 0.1)
status <- as.integer(runif(n) < 0.7)
strata <- rep(1:3, length.out = n)
weights <- sample(1:4, n, replace = TRUE) / 2
offset <- round(rnorm(n, sd = 0.3), 3)

cases <- list()
for (ties in c("breslow", "efron")) for (late in c(FALSE, TRUE)) for (grouped in c(FALSE, TRUE)) for (weighted in c(FALSE, TRUE)) {
  y <- if (late) Surv(start, time, status) else Surv(time, status)
  formula <- if (grouped) y ~ x + offset(o) + strata(strata) else y ~ x + offset(o)
  o <- if (weighted) offset else rep(0, n)
  w <- if (weighted) weights else rep(1, n)
  fit <- coxph(formula, weights = w, ties = ties, control = coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 100))
  eta <- drop(x %*% coef(fit)) + o
  c <- if (grouped) concordance(y ~ eta + strata(strata), weights = w, reverse = TRUE) else concordance(y ~ eta, weights = w, reverse = TRUE)
  cases[[length(cases) + 1]] <- list(ties = ties, late = late, strata = grouped, weighted = weighted,
    coef = unname(coef(fit)), loglik = fit$loglik, concordance = unname(c$concordance))
}

paths <- list()
lambda <- c(0.1, 0.05, 0.02, 0.01)
for (grouped in c(FALSE, TRUE)) for (alpha in c(1, 0.5)) { # with late starts it does not converge here
  y <- Surv(time, status)
  if (grouped) y <- stratifySurv(y, strata)
  fit <- glmnet(x, y, family = "cox", lambda = lambda, alpha = alpha, weights = weights, offset = offset, standardize = TRUE, thresh = if (grouped) 1e-12 else 1e-22, maxit = 1e7)
  paths[[length(paths) + 1]] <- list(strata = grouped, alpha = alpha, lambda = lambda, beta = t(unname(as.matrix(fit$beta))), dev_ratio = fit$dev.ratio)
}
cat(toJSON(list(tool = "R survival and glmnet", versions = c(as.character(packageVersion("survival")), as.character(packageVersion("glmnet"))),
  x = x, time = time, start = start, status = status, strata = strata, weights = weights, offset = offset,
  cases = cases, paths = paths), digits = NA, auto_unbox = TRUE))
