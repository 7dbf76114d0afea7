# R's glm on the tables under data/; writes glm_r.json. A category is coded against its most frequent label.
sets <- c(longley = "gaussian", stackloss = "gaussian", statecrime = "gaussian", spector = "binomial", fair = "binomial",
          offsets = "binomial", cpunish = "poisson", randhie = "poisson", claims = "poisson")
number <- function(x) paste0("[", paste(sprintf("%.17g", x), collapse = ", "), "]")
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
parts <- character(0)
for (name in names(sets)) {
  d <- read.csv(file.path(here, "data", paste0(name, ".csv")), stringsAsFactors = TRUE, check.names = FALSE)
  for (c in names(d)) if (is.factor(d[[c]])) d[[c]] <- relevel(d[[c]], names(which.max(table(d[[c]]))))
  m <- glm(target ~ ., data = d, family = sets[[name]], control = glm.control(epsilon = 1e-15, maxit = 100))
  s <- summary(m)$coefficients
  # column order of lib/learn: numerics first
  factors <- names(d)[sapply(d, is.factor)]
  late <- unlist(lapply(factors, function(f) which(startsWith(rownames(s), f))))
  order <- c(setdiff(seq_len(nrow(s)), late), late)
  parts <- c(parts, sprintf('"%s": {"coefficients": %s, "standard_errors": %s, "deviance": %.17g, "null_deviance": %.17g, "aic": %.17g}',
                            name, number(s[order, 1]), number(s[order, 2]), deviance(m), m$null.deviance, AIC(m)))
}
cat(sprintf('{"version": "%s", "sets": {\n%s\n}}\n', R.version.string, paste(parts, collapse = ",\n")), file = file.path(here, "glm_r.json"))
