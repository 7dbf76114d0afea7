# Writes classics.tsv, arima.tsv and auto.tsv beside this script. Run from the root of the repository.
suppressPackageStartupMessages(library(forecast))
out <- "reference/forecast/"
S <- list(AirPassengers = log(AirPassengers), wineind = wineind, lynx = lynx, UKgas = log(UKgas), USAccDeaths = USAccDeaths,
          WWWusage = WWWusage, woolyrnq = woolyrnq, nottem = nottem, LakeHuron = LakeHuron, ldeaths = ldeaths, Nile = Nile, BJsales = BJsales)
num <- function(x) formatC(x, digits = 15, format = "g")
writeLines(sapply(names(S), function(n) paste(n, frequency(S[[n]]), paste(num(as.numeric(S[[n]])), collapse = " "), sep = "\t")), paste0(out, "classics.tsv"))
plain <- list(c(0, 1, 1), c(1, 1, 0), c(1, 1, 1), c(2, 1, 1), c(2, 1, 2), c(3, 1, 0))
seasonal <- list(c(0, 1, 1), c(1, 1, 0), c(1, 1, 1))
rows <- character()
for (n in names(S)) {
  y <- S[[n]]; m <- frequency(y)
  for (o in plain) for (s in if (m > 1) seasonal[1:(if (m > 4) 1 else 3)] else list(c(0, 0, 0))) {
    w <- as.numeric(y)
    if (s[2] == 1) w <- diff(w, lag = m)
    w <- diff(w)
    f <- tryCatch(arima(w, order = c(o[1], 0, o[3]), seasonal = list(order = c(s[1], 0, s[3]), period = m), include.mean = FALSE,
                        method = "ML", optim.control = list(maxit = 1000, reltol = 1e-12)), error = function(e) NULL)
    if (!is.null(f)) rows <- c(rows, paste(n, paste(c(o, if (m > 1) s), collapse = ","), num(f$loglik), sep = "\t"))
  }
}
writeLines(rows, paste0(out, "arima.tsv"))
writeLines(sapply(names(S), function(n) {
  y <- S[[n]]; m <- frequency(y); a <- auto.arima(y); e <- ets(y)
  D <- if (m > 1) nsdiffs(y) else 0
  paste(n, forecast:::arima.string(a), num(a$aicc), e$method, num(e$aicc), D, ndiffs(if (D > 0) diff(y, m) else y), sep = "\t")
}), paste0(out, "auto.tsv"))
