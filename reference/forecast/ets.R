# Writes ets_forms.tsv and ets_bands.tsv beside this script. Run from the root of the repository.
#   ets_forms.tsv  series, form, log-likelihood, AICc of every form that R fits to the series of classics.tsv
#   ets_bands.tsv  form, period, alpha, beta, gamma, phi, sigma2 | level, slope, season of the next m positions | mean | standard deviation
suppressPackageStartupMessages(library(forecast))
out <- "reference/forecast/"
num <- function(x) paste(formatC(as.numeric(x), digits = 15, format = "g"), collapse = " ")
rows <- lapply(strsplit(readLines(paste0(out, "classics.tsv")), "\t"), function(r)
  list(name = r[1], y = ts(scan(text = r[3], quiet = TRUE), frequency = as.numeric(r[2]))))
fit <- function(y, e, t, s) tryCatch(ets(y, model = paste0(e, substr(t, 1, 1), s), damped = nchar(t) == 2, restrict = FALSE,
                                         allow.multiplicative.trend = TRUE), error = function(e) NULL)
forms <- expand.grid(s = c("N", "A", "M"), t = c("N", "A", "Ad"), e = c("A", "M"), stringsAsFactors = FALSE)
forms <- forms[!(forms$e == "A" & forms$s == "M"), ]
lines <- character()
for (r in rows) for (i in seq_len(nrow(forms))) {
  f <- forms[i, ]
  if (frequency(r$y) == 1 && f$s != "N") next
  m <- fit(r$y, f$e, f$t, f$s)
  if (!is.null(m)) lines <- c(lines, paste(r$name, paste0(f$e, f$t, f$s), num(m$loglik), num(m$aicc), sep = "\t"))
}
writeLines(lines, paste0(out, "ets_forms.tsv"))
lines <- character()
for (name in c("UKgas", "woolyrnq", "USAccDeaths")) for (i in seq_len(nrow(forms))) {
  f <- forms[i, ]
  y <- rows[[which(sapply(rows, function(r) r$name) == name)]]$y
  m <- fit(y, f$e, f$t, f$s)
  if (is.null(m)) next
  p <- function(n, d) if (n %in% names(m$par)) m$par[[n]] else d
  h <- 2 * frequency(y) + 2
  g <- forecast(m, h = h, level = 95)
  x <- tail(m$states, 1)
  season <- if (f$s == "N") character() else rev(x[, grep("^s", colnames(x))])
  lines <- c(lines, paste(paste0(f$e, f$t, f$s), frequency(y), num(c(p("alpha", 0), p("beta", 0), p("gamma", 0), p("phi", 1), m$sigma2)),
    num(c(x[, "l"], if (f$t == "N") 0 else x[, "b"])), num(season), num(g$mean), num((g$upper[, 1] - g$mean) / qnorm(0.975)), sep = "\t"))
}
writeLines(lines, paste0(out, "ets_bands.tsv"))
