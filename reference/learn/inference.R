# R's glm, sandwich's HC3 and clustered errors on the designs that inference.py writes. Called by inference.py.
suppressMessages({library(sandwich); library(MASS); library(statmod); library(jsonlite)})
arguments <- commandArgs(TRUE)
files <- list.files(arguments[1], "json$")
parts <- list()
for (file in files) {
  spec <- fromJSON(file.path(arguments[1], file))
  d <- read.csv(file.path(arguments[1], sub("json$", "csv", file)))
  d[] <- lapply(d, as.numeric)
  X <- as.matrix(d[, startsWith(names(d), "x") & names(d) != "x"])
  family <- switch(spec$family, gaussian = gaussian(), binomial = binomial(), poisson = poisson(), gamma = Gamma(link = "log"),
                   "negative binomial" = negative.binomial(spec$theta), tweedie = tweedie(var.power = spec$power, link.power = 0))
  m <- suppressWarnings(glm(d$target ~ X - 1, family = family, weights = d$weight, offset = d$offset,
                            control = glm.control(epsilon = 1e-16, maxit = 300)))
  # a stop by the deviance leaves coefficients 1e-8 away
  for (i in 1:20) m <- suppressWarnings(glm(d$target ~ X - 1, family = family, weights = d$weight, offset = d$offset, start = coef(m),
                                            control = glm.control(epsilon = 1e-16, maxit = 300)))
  null <- suppressWarnings(glm(d$target ~ 1, family = family, weights = d$weight, offset = d$offset,
                               control = glm.control(epsilon = 1e-16, maxit = 300)))
  fixed <- spec$family %in% c("binomial", "poisson", "negative binomial")
  s <- if (fixed) summary(m, dispersion = 1) else summary(m)
  p <- function(f) unname(f)
  level <- qt(0.975, m$df.residual)
  out <- list(coefficients = p(coef(m)), classical = p(s$coefficients[, 2]), p_values = p(s$coefficients[, 4]),
              hc3 = p(sqrt(diag(vcovHC(m, type = "HC3")))), clustered = p(sqrt(diag(vcovCL(m, cluster = d$cluster, type = "HC1")))),
              deviance = deviance(m), null_deviance = deviance(null), dispersion = s$dispersion,
              leverage = p(hatvalues(m)), cook = p(cooks.distance(m, dispersion = s$dispersion)),
              pearson = sum(residuals(m, "pearson")^2), deviance_residuals = p(residuals(m, "deviance")))
  if (spec$family == "negative binomial") {
    # the theta of glm.nb is good to its own tolerance; the likelihood is at the theta given
    l <- sum(dnbinom(d$target, size = spec$theta, mu = fitted(m), log = TRUE))
    out$log_likelihood <- l
    out$theta_error <- attr(theta.ml(d$target, fitted(m), limit = 100, eps = 1e-12), "SE")
    k <- length(coef(m)) + 1
    out$aic <- 2 * k - 2 * l
    out$bic <- log(nrow(d)) * k - 2 * l
  } else if (spec$family != "tweedie") {
    out$aic <- AIC(m)
    out$bic <- BIC(m)
  }
  parts[[sub(".json", "", file, fixed = TRUE)]] <- out
}
write_json(list(version = R.version.string, sandwich = as.character(packageVersion("sandwich")), sets = parts), arguments[2],
           digits = I(17), auto_unbox = TRUE, pretty = FALSE)
