# Writes ocsb.tsv beside this script. Run from the root of the repository.
#   critical  period  value                        five per cent points of the statistic
#   name      lags    statistic                    t value of the seasonal term for a fixed number of lags
#   name      D       nsdiffs(test = "ocsb")
suppressPackageStartupMessages(library(forecast))
num <- function(x) formatC(x, digits = 15, format = "g")
S <- lapply(strsplit(readLines("reference/forecast/classics.tsv"), "\t"), function(c)
  list(name = c[1], y = ts(as.numeric(strsplit(trimws(c[3]), " +")[[1]]), frequency = as.integer(c[2]))))
rows <- sapply(2:52, function(m) paste("critical", m, num(forecast:::calcOCSBCritVal(m)), sep = "\t"))
for (s in S) if (frequency(s$y) > 1) {
  for (l in 0:3) rows <- c(rows, paste(s$name, l, num(unname(ocsb.test(s$y, maxlag = l, lag.method = "fixed")$statistics)), sep = "\t"))
  rows <- c(rows, paste(s$name, "D", nsdiffs(s$y, test = "ocsb"), sep = "\t"))
}
writeLines(rows, "reference/forecast/ocsb.tsv")
