# Rscript naive2.R > naive2.tsv: Naive2 of the M4 competition on the classics: name, the next 12 forecasts.
# The season is taken out where the autocorrelation at the period is significant at 90 %, as the competition's benchmarks do.
for (line in readLines("classics.tsv")) {
  cells <- strsplit(line, "\t")[[1]]
  m <- as.integer(cells[2])
  y <- ts(scan(text = cells[3], quiet = TRUE), frequency = m)
  n <- length(y)
  seasonal <- FALSE
  if (m > 1 && n >= 3 * m) {
    r <- acf(y, plot = FALSE, lag.max = m)$acf[-1, 1, 1]
    limit <- 1.644854 / sqrt(n) * sqrt(cumsum(c(1, 2 * r^2)))
    seasonal <- abs(r[m]) > limit[m]
  }
  f <- if (seasonal) {
    s <- decompose(y, type = "multiplicative")$seasonal
    y[n] / s[n] * rep(as.numeric(s[n - m + seq_len(m)]), length.out = 12)
  } else rep(y[n], 12)
  cat(cells[1], paste(format(f, digits = 12, trim = TRUE), collapse = " "), sep = "\t")
  cat("\n")
}
