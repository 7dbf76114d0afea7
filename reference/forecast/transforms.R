# Writes transforms.tsv beside this script: Guerrero's lambda, partial autocorrelations, portmanteau tests and a forecast from logarithms. Run from the root.
suppressPackageStartupMessages(library(forecast))
num <- function(x) formatC(x, digits = 12, format = "g"); rows <- character()
# The classics of classics.tsv as they are there (two of them are logarithms already, and are taken back).
for (line in readLines("reference/forecast/classics.tsv")) {
  c <- strsplit(line, "\t")[[1]]; y <- ts(as.numeric(strsplit(trimws(c[3]), " +")[[1]]), frequency = as.integer(c[2]))
  if (c[1] %in% c("AirPassengers", "UKgas")) y <- exp(y)
  rows <- c(rows, paste("guerrero", c[1], num(BoxCox.lambda(y, method = "guerrero", lower = -1, upper = 2)), sep = "\t"))
  rows <- c(rows, paste("pacf", c[1], paste(num(pacf(y, lag.max = 13, plot = FALSE)$acf[, 1, 1]), collapse = " "), sep = "\t"))
  b <- Box.test(y, lag = 10, type = "Ljung-Box", fitdf = 3)
  rows <- c(rows, paste("ljung-box", c[1], paste(num(b$statistic), num(b$p.value)), sep = "\t"))
  z <- as.numeric(y) - mean(y); n <- length(z); v <- mean(z^2); jb <- n / 6 * (mean(z^3)^2 / v^3 + (mean(z^4) / v^2 - 3)^2 / 4)
  rows <- c(rows, paste("jarque-bera", c[1], num(jb), sep = "\t"))
}
f <- forecast(Arima(AirPassengers, order = c(0, 1, 1), seasonal = c(0, 1, 1), lambda = 0, biasadj = TRUE), h = 24, level = 95)
for (k in c("mean", "lower", "upper")) rows <- c(rows, paste("log-airline", k, paste(num(as.numeric(f[[k]])), collapse = " "), sep = "\t"))
writeLines(rows, "reference/forecast/transforms.tsv")
