suppressMessages({library(glmnet); library(jsonlite)})
glmnet.control(fdev=0, devmax=1, eps=1e-12, mnlam=5)
m <- fromJSON("multinomial.json"); g <- fromJSON("mgaussian.json")
x <- as.matrix(m$x)[, -4]; n <- nrow(x) # the fourth column has fifty times the scale of others
foldid <- 1 + ((1:n) * 7) %% 5
w <- 0.5 + (1:n %% 4)
lam <- 0.3 * 0.6^(0:7)
cases <- list()
add <- function(name, y, family, measure, ..., args=list()) {
  f <- suppressWarnings(cv.glmnet(x, y, family=family, type.measure=measure, lambda=lam, foldid=foldid, thresh=1e-18, maxit=1e7, ...))
  cases[[name]] <<- c(list(family=family, measure=measure), args, list(cvm=f$cvm, cvsd=f$cvsd, lambda_min=f$lambda.min, lambda_1se=f$lambda.1se))
}
y <- factor(m$y)
for (measure in c("deviance", "class", "mse", "mae")) add(paste0("multinomial_", measure), y, "multinomial", measure)
add("multinomial_grouped", y, "multinomial", "deviance", type.multinomial="grouped", weights=w, args=list(grouped=TRUE, weights=TRUE))
add("mgaussian_mse", as.matrix(g$Y), "mgaussian", "mse", weights=w, args=list(weights=TRUE))
add("mgaussian_mae", as.matrix(g$Y), "mgaussian", "mae")
writeLines(toJSON(list(tool="R glmnet", version=as.character(packageVersion("glmnet")), settings="thresh 1e-18, fdev 0, devmax 1; x and y of multinomial.json and mgaussian.json without the fourth column",
  foldid=foldid, weights=w, lambda=lam, cases=cases), digits=15, auto_unbox=TRUE), "crossval_several.json")
