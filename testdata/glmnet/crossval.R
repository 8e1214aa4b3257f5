suppressMessages({library(glmnet); library(jsonlite)})
glmnet.control(fdev=0, devmax=1, eps=1e-12, mnlam=5)
g <- fromJSON("cv.json")
x <- as.matrix(g$x); y <- g$y_gaussian; yb <- g$y_binomial; foldid <- g$foldid
n <- nrow(x)
w <- 0.5 + (1:n %% 4)
off <- sin(1:n)
yp <- pmax(0, round(exp(0.6*y + 0.5)))
prop <- round(pmin(1,pmax(0, 0.5+0.4*yb-0.2+0.25*sin(3*(1:n)))),3)
lam <- g$cases$gaussian_mse$lambda
lamb <- g$cases$binomial_deviance$lambda
uneven <- 1 + (((1:n)*7) %% 13) %% 4
loo <- 1:n
cases <- list()
add <- function(name, yname, ..., args) {
  yy <- switch(yname, gaussian=y, binomial=yb, poisson=yp)
  fam <- yname
  f <- suppressWarnings(cv.glmnet(x, yy, family=fam, thresh=1e-22, maxit=1e7, keep=TRUE, ...))
  cases[[name]] <<- c(list(family=fam), args, list(lambda=f$lambda, cvm=f$cvm, cvsd=f$cvsd, nzero=as.integer(f$nzero), lambda_min=f$lambda.min, lambda_1se=f$lambda.1se, preval=f$fit.preval[, f$index[1]]))
}
add("gaussian_mae", "gaussian", lambda=lam, foldid=foldid, type.measure="mae", args=list(measure="mae", lambdas=lam))
add("gaussian_weights", "gaussian", lambda=lam, foldid=foldid, weights=w, args=list(weights=TRUE, lambdas=lam))
add("gaussian_offset", "gaussian", lambda=lam, foldid=foldid, offset=off, args=list(offset=TRUE, lambdas=lam))
add("gaussian_ungrouped", "gaussian", lambda=lam, foldid=foldid, weights=w, grouped=FALSE, args=list(weights=TRUE, ungrouped=TRUE, lambdas=lam))
add("gaussian_uneven", "gaussian", lambda=lam, foldid=uneven, weights=w, args=list(weights=TRUE, folds="uneven", lambdas=lam))
add("gaussian_loo", "gaussian", lambda=lam, foldid=loo, args=list(folds="loo", lambdas=lam))
add("gaussian_alpha", "gaussian", lambda=lam, foldid=foldid, alpha=0.4, args=list(alpha=0.4, lambdas=lam))
add("gaussian_raw_scale", "gaussian", lambda=lam, foldid=foldid, standardize=FALSE, args=list(standardize=FALSE, lambdas=lam))
add("gaussian_by_lambda", "gaussian", foldid=foldid, nlambda=20, args=list(alignment="lambda", nlambda=20))
add("gaussian_by_fraction", "gaussian", foldid=foldid, nlambda=20, alignment="fraction", args=list(alignment="fraction", nlambda=20))
add("gaussian_alpha_by_lambda", "gaussian", foldid=foldid, nlambda=20, alpha=0.4, weights=w, args=list(alignment="lambda", alpha=0.4, weights=TRUE, nlambda=20))
add("binomial_auc", "binomial", lambda=lamb, foldid=foldid, type.measure="auc", weights=w, args=list(measure="auc", weights=TRUE, lambdas=lamb))
add("binomial_mse", "binomial", lambda=lamb, foldid=foldid, type.measure="mse", args=list(measure="mse", lambdas=lamb))
add("binomial_mae", "binomial", lambda=lamb, foldid=foldid, type.measure="mae", weights=w, args=list(measure="mae", weights=TRUE, lambdas=lamb))
add("binomial_offset", "binomial", lambda=lamb, foldid=foldid, offset=off, args=list(offset=TRUE, lambdas=lamb))
add("binomial_by_lambda", "binomial", foldid=foldid, nlambda=20, lambda.min.ratio=0.005, args=list(alignment="lambda", nlambda=20, ratio=0.005))
add("poisson_deviance", "poisson", lambda=lamb, foldid=foldid, args=list(lambdas=lamb))
add("poisson_mse", "poisson", lambda=lamb, foldid=foldid, type.measure="mse", weights=w, args=list(measure="mse", weights=TRUE, lambdas=lamb))
add("poisson_mae", "poisson", lambda=lamb, foldid=foldid, type.measure="mae", offset=off/3, args=list(measure="mae", offset3=TRUE, lambdas=lamb))
writeLines(toJSON(list(tool="R glmnet", version=as.character(packageVersion("glmnet")), settings="thresh 1e-22, fdev 0, devmax 1; x, y and foldid of cv.json",
  weights=w, offset=off, y_poisson=yp, uneven=uneven, cases=cases), digits=15, auto_unbox=TRUE), "crossval.json")

# crossval_relaxed.json
suppressMessages({library(glmnet); library(jsonlite)})
g <- fromJSON("cv.json"); x <- as.matrix(g$x); n <- nrow(x); w <- 0.5 + (1:n %% 4)
cases <- list()
for (fam in c("gaussian","binomial")) {
  y <- if (fam=="gaussian") g$y_gaussian else g$y_binomial
  lam <- if (fam=="gaussian") g$cases$gaussian_mse$lambda else g$cases$binomial_deviance$lambda[1:6]
  gam <- c(0.25,0.5,0.75,1)
  f <- cv.glmnet(x,y,family=fam,weights=w,lambda=lam,foldid=g$foldid,relax=TRUE,gamma=gam,thresh=1e-22,maxit=1e7)
  cases[[fam]] <- list(gamma=gam, lambda=f$lambda, cvm=t(sapply(f$relaxed$statlist,"[[","cvm")), cvsd=t(sapply(f$relaxed$statlist,"[[","cvsd")), lambda_min=f$relaxed$lambda.min, gamma_min=f$relaxed$gamma.min, lambda_1se=f$relaxed$lambda.1se, gamma_1se=f$relaxed$gamma.1se)
}
writeLines(toJSON(list(tool="R glmnet", version=as.character(packageVersion("glmnet")), weights=w, cases=cases), digits=15, auto_unbox=TRUE),"crossval_relaxed.json")

# crossval_cox.json
suppressMessages({library(glmnet); library(jsonlite); library(survival)})
g <- fromJSON("cv.json"); x <- as.matrix(g$x); n <- nrow(x); w <- 0.5 + (1:n %% 4)
time <- round(exp(0.5*g$y_gaussian + 0.3*cos(1:n))*4)/4 + 0.25
status <- as.numeric((1:n) %% 3 != 0)
y <- Surv(time, status)
glmnet.control(fdev=0, devmax=1, eps=1e-12, mnlam=5)
lam <- exp(seq(log(0.5), log(0.01), len=8))
cases <- list()
add <- function(name, args, ...) { f <- suppressWarnings(cv.glmnet(x, y, family="cox", foldid=g$foldid, thresh=1e-22, maxit=1e7, ...))
 cases[[name]] <<- c(args, list(lambda=f$lambda, cvm=f$cvm, cvsd=f$cvsd, nzero=as.integer(f$nzero), lambda_min=f$lambda.min, lambda_1se=f$lambda.1se)) }
add("cox_deviance", list(lambdas=lam), lambda=lam)
add("cox_weights", list(lambdas=lam, weights=TRUE), lambda=lam, weights=w)
add("cox_c", list(lambdas=lam, measure="c"), lambda=lam, type.measure="C")
add("cox_by_lambda", list(alignment="lambda", nlambda=15, ratio=0.05), nlambda=15, lambda.min.ratio=0.05)
writeLines(toJSON(list(tool="R glmnet", version=as.character(packageVersion("glmnet")), time=time, status=status, cases=cases), digits=15, auto_unbox=TRUE),"crossval_cox.json")
