# glmnet over a ladder of thresholds, from the default to as tight as it goes, until
# a rung takes longer than the budget in seconds. Usage: glmnet.R DIR NAME BUDGET
suppressMessages({library(glmnet); library(Matrix)})
a <- commandArgs(TRUE); dir <- a[1]; name <- a[2]; budget <- as.double(a[3])
glmnet.control(fdev = 0, devmax = 1, epsnr = 1e-15, mxitnr = 1000) # all lambdas, as everybody else
f <- file(file.path(dir, paste0(name, ".bin")), "rb")
h <- readBin(f, "integer", 4); n <- h[1]; p <- h[2]; nnz <- h[3]
family <- c("gaussian", "binomial", "poisson")[h[4] + 1]
if (nnz > 0) {
  ptr <- readBin(f, "integer", p + 1); row <- readBin(f, "integer", nnz)
  x <- new("dgCMatrix", i = row, p = ptr, x = readBin(f, "double", nnz), Dim = c(n, p))
} else x <- matrix(readBin(f, "double", n * p), n, p)
y <- readBin(f, "double", n); lambda <- readBin(f, "double", 100); close(f)
num <- function(v) paste0("[", paste(format(v, digits = 17, scientific = TRUE, trim = TRUE), collapse = ","), "]")
types <- if (family != "gaussian") "Newton" else if (p < 500 || n > p) c("covariance", "naive") else "naive"
for (type in types)
for (thresh in c(if (family != "gaussian") c(1e-4, 1e-5, 1e-6), 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12, 1e-14, 1e-16, 1e-18, 1e-20, 1e-22, 1e-24)) {
  cpu <- Inf; wall <- Inf
  for (i in 1:3) {
    gc(FALSE); t0 <- proc.time()
    fit <- if (family == "gaussian") glmnet(x, y, lambda = lambda, thresh = thresh, maxit = 1e9, type.gaussian = type) else
      glmnet(x, y, family = family, lambda = lambda, thresh = thresh, maxit = 1e9)
    t <- proc.time() - t0
    cpu <- min(cpu, t[1] + t[2]); wall <- min(wall, t[3])
    if (t[3] > budget / 4) break
  }
  out <- file(file.path(dir, sprintf("%s.glmnet-%s-%02d.fit", name, type, -log10(thresh))), "w")
  cat(sprintf('{"Tool":"glmnet %s","Setting":"%s, thresh %g","CPU":%.6g,"Wall":%.6g}\n', packageVersion("glmnet"), type, thresh, cpu, wall), file = out)
  b <- fit$beta
  for (k in seq_along(fit$lambda)) {
    s <- if (b@p[k + 1] > b@p[k]) (b@p[k] + 1):b@p[k + 1] else integer(0)
    s <- s[b@x[s] != 0]
    cat(sprintf('{"Lambda":%.17g,"Intercept":%.17g,"Support":[%s],"Coef":%s}\n', lambda[k], fit$a0[k],
                paste(b@i[s], collapse = ","), if (length(s)) num(b@x[s]) else "[]"), file = out)
  }
  close(out)
  if (wall > budget) break
}
