# Maximum likelihood in R, for lib/stats: fitdistrplus, MASS::fitdistr, evd and optim, the best of what they reach.
#
#     apt install r-cran-fitdistrplus r-cran-evd r-cran-jsonlite       # R 4.2.2, fitdistrplus 1.1-8, evd 2.3-6.1, MASS 7.3-58
#     Rscript fits.R                                                    # writes fits.json beside this file
#
# Every set is its values and, by family, the log-likelihood of each peer that gave one.
suppressMessages({library(MASS); library(fitdistrplus); library(evd); library(jsonlite)})
set.seed(20261128)
data(groundbeef)

dig <- function(x, mean, shape, log = FALSE) {
  l <- 0.5 * log(shape / (2 * pi * x^3)) - shape * (x - mean)^2 / (2 * mean^2 * x)
  if (log) l else exp(l)
}
rig <- function(n, mean, shape) {
  y <- rnorm(n)^2
  x <- mean + mean^2 * y / (2 * shape) - mean / (2 * shape) * sqrt(4 * mean * shape * y + mean^2 * y^2)
  ifelse(runif(n) <= mean / (mean + x), x, mean^2 / x)
}
sets <- list(
  precip = as.numeric(precip), groundbeef = groundbeef$serving, gamma = rgamma(300, 2.3, scale = 1.7), gamma_small = rgamma(40, 0.3, scale = 9),
  lognormal = rlnorm(200, 1, 0.8), weibull = rweibull(150, 0.7, 3), t = 10 + 2 * rt(400, 3), logistic = rlogis(120, -5, 2),
  gumbel = rgumbel(250, 3, 1.5), gev_heavy = rgev(300, 5, 2, 0.25), gev_short = rgev(300, 5, 2, -0.3), ig = rig(200, 2, 3),
  pareto = 2 * runif(180)^(-1 / 1.6), beta = rbeta(220, 2.5, 0.8), beta_u = rbeta(90, 0.4, 0.5), uniform = runif(60, -3, 8), normal = rnorm(500, 1e4, 3),
  poisson = rpois(200, 4.4), geometric = rgeom(150, 0.2), nb = rnbinom(300, size = 1.4, mu = 6), nb_near_poisson = rnbinom(400, size = 12, mu = 5)
)
best <- function(...) max(vapply(list(...), function(f) tryCatch(as.numeric(suppressWarnings(f())), error = function(e) -Inf), 0))
climb <- function(ll, start) {
  f <- function(p) { v <- -suppressWarnings(ll(p)); if (is.finite(v)) v else 1e10 }
  p <- start
  for (m in c("Nelder-Mead", "BFGS", "Nelder-Mead", "BFGS")) p <- optim(p, f, method = m, control = list(maxit = 5000, reltol = 1e-15))$par
  -f(p)
}
dist <- function(x, name, start = NULL, ...) best(
  function() fitdist(x, name, start = start, ...)$loglik,
  function() fitdist(x, name, start = start, optim.method = "Nelder-Mead", control = list(reltol = 1e-14, maxit = 5000), ...)$loglik,
  function() if (is.null(start)) fitdistr(x, c(norm = "normal", lnorm = "lognormal", exp = "exponential", gamma = "gamma", weibull = "weibull",
    logis = "logistic", pois = "Poisson", geom = "geometric", nbinom = "negative binomial")[[name]])$loglik else -Inf)
fit <- function(x) {
  out <- list()
  m <- mean(x); s <- sd(x)
  if (all(x == round(x)) && max(x) < 200 && min(x) >= 0 && var(x) > 0) {
    out$poisson <- dist(x, "pois"); out$geometric <- dist(x, "geom")
    if (var(x) * (length(x) - 1) / length(x) > m) out$negative_binomial <- best(function() dist(x, "nbinom"),
      function() climb(function(p) sum(dnbinom(x, size = exp(p[1]), mu = exp(p[2]), log = TRUE)), c(0, log(m))))
    return(out)
  }
  out$normal <- dist(x, "norm"); out$logistic <- dist(x, "logis")
  out$t <- best(function() fitdistr(x, "t")$loglik,
    function() climb(function(p) sum(dt((x - p[1]) / exp(p[2]), exp(p[3]), log = TRUE) - p[2]), c(median(x), log(s), 1)))
  out$gumbel <- best(function() -fgev(x, shape = 0)$deviance / 2, function() climb(function(p) sum(dgumbel(x, p[1], exp(p[2]), log = TRUE)), c(m, log(s))))
  out$gev <- best(function() -fgev(x)$deviance / 2, function() climb(function(p) sum(dgev(x, p[1], exp(p[2]), p[3], log = TRUE)), c(m, log(s), 0.01)))
  out$uniform <- -length(x) * log(max(x) - min(x))
  if (min(x) > 0) {
    out$lognormal <- dist(x, "lnorm"); out$exponential <- dist(x, "exp")
    out$gamma <- best(function() dist(x, "gamma"),
      function() climb(function(p) sum(dgamma(x, exp(p[1]), scale = exp(p[2]), log = TRUE)), log(c(m^2 / s^2, s^2 / m))))
    out$weibull <- best(function() dist(x, "weibull"),
      function() climb(function(p) sum(dweibull(x, exp(p[1]), exp(p[2]), log = TRUE)), c(0, log(m))))
    out$inverse_gaussian <- climb(function(p) sum(dig(x, exp(p[1]), exp(p[2]), log = TRUE)), log(c(m, m^3 / s^2)))
    out$pareto <- climb(function(p) sum(p + exp(p) * log(min(x)) - (exp(p) + 1) * log(x)), 0)
  }
  if (min(x) > 0 && max(x) < 1) out$beta <- best(function() fitdist(x, "beta")$loglik,
    function() climb(function(p) sum(dbeta(x, exp(p[1]), exp(p[2]), log = TRUE)), c(0, 0)))
  out
}
result <- lapply(sets, function(x) list(values = signif(x, 8), log_likelihood = fit(signif(x, 8))))
# The likelihood of a bounded family may rise without limit (GEV of short tails): a peer that runs there is no reference.
writeLines(toJSON(result, auto_unbox = TRUE, digits = 17), "fits.json")
