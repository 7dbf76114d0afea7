# Writes likelihoods_R.tsv beside this script: log-likelihoods of 20 orders on 12 classic series, complete, with regressors
# and with gaps. Run from the root of the repository after classics.R. Orders and cases stand in likelihoods.py, too.
out <- "reference/forecast/"
plain <- c("0,1,1", "1,1,0", "1,1,1", "2,1,1", "2,1,2", "3,1,0", "3,1,2", "0,1,2", "4,1,1", "2,1,3", "1,0,0,c", "2,0,0,c",
           "1,0,1,c", "2,0,2,c", "3,0,1,c", "4,0,2,c", "0,0,3,c", "5,1,0", "0,2,1", "1,2,2")
seasonal <- c("0,1,1,0,1,1", "1,1,0,0,1,1", "1,1,1,0,1,1", "2,1,1,0,1,1", "2,1,2,0,1,1", "3,1,0,0,1,1", "0,1,1,1,1,0", "1,1,1,1,1,1",
              "2,1,2,1,1,1", "2,1,2,2,1,2", "0,1,2,0,1,2", "1,0,0,0,1,1,c", "1,0,1,1,1,0,c", "2,0,0,2,1,0,c", "1,0,2,1,1,2",
              "3,0,1,0,1,1", "1,0,0,1,0,0,c", "2,0,1,1,0,1,c", "1,1,1,1,0,1", "0,2,2,0,1,1")
# The Gaussian density at these coefficients from the covariance matrix itself: near a unit root the filters of R and
# statsforecast report log-likelihoods that the models do not have.
dense <- function(f, w, x) {
  phi <- f$model$phi; theta <- f$model$theta; theta <- theta[seq_len(max(0, which(theta != 0)))]; n <- length(w); keep <- !is.na(w)
  rho <- if (length(phi) || length(theta)) ARMAacf(ar = phi, ma = theta, lag.max = n) else c(1, rep(0, n))
  psi <- c(1, if (length(theta)) ARMAtoMA(ar = phi, ma = theta, lag.max = length(theta)))
  g0 <- sum(c(1, theta) * psi) / (1 - sum(phi * rho[1 + seq_along(phi)]))
  e <- w; if (!is.null(x)) e <- e - as.numeric(x %*% tail(f$coef, ncol(x)))
  U <- tryCatch(chol(toeplitz(as.numeric(rho[1:n]) * g0)[keep, keep]), error = function(e) NULL); if (is.null(U)) return(-Inf)
  z <- backsolve(U, e[keep], transpose = TRUE); k <- sum(keep)
  -0.5 * k * (log(2 * pi * sum(z^2) / k) + 1) - sum(log(diag(U)))
}
num <- function(x) formatC(x, digits = 15, format = "g")
target <- paste0(out, "likelihoods_R.tsv")                # rows that are there already are kept
have <- if (file.exists(target)) sub("\t[^\t]*$", "", readLines(target)) else character()
con <- file(target, "a")
for (case in c("complete", "regressors", "gaps")) for (line in readLines(paste0(out, "classics.tsv"))) {
  cells <- strsplit(line, "\t")[[1]]; m <- as.integer(cells[2]); y <- as.numeric(strsplit(trimws(cells[3]), " +")[[1]]); n <- length(y); t <- 0:(n - 1)
  if (case == "gaps") y[(t * 7) %% 11 == 3] <- NA
  for (o in if (m > 1) seasonal else plain) {
    v <- strsplit(o, ",")[[1]]; k <- as.integer(v[v != "c"]); if (length(k) == 3) k <- c(k, 0, 0, 0)
    if (case == "gaps" && k[2] + k[5] > 0) next          # R's approximate diffuse start has another constant then
    if (paste(case, cells[1], o, sep = "\t") %in% have) next
    x <- NULL
    if ("c" %in% v) x <- cbind(x, if (k[2] + k[5] > 0) t else rep(1, n))
    if (case == "regressors") x <- cbind(x, (t * 37) %% 23 / 10, as.numeric(t >= n %/% 2))
    lose <- function(z) { if (k[5] > 0) z <- diff(z, lag = m); if (k[2] > 0) z <- diff(z, differences = k[2]); z }
    w <- lose(y); s <- sd(w, na.rm = TRUE); w <- w / s; if (!is.null(x)) x <- apply(x, 2, lose)
    ll <- -Inf
    for (method in c("ML", "CSS-ML")) {
      f <- tryCatch(suppressWarnings(arima(w, order = c(k[1], 0, k[3]), seasonal = list(order = c(k[4], 0, k[6]), period = m), xreg = x,
                          include.mean = FALSE, method = method, optim.control = list(maxit = 1000, reltol = 1e-12))), error = function(e) NULL)
      if (!is.null(f)) ll <- max(ll, min(f$loglik, dense(f, w, x)) - sum(!is.na(w)) * log(s))
    }
    writeLines(paste(case, cells[1], o, if (is.finite(ll)) num(ll) else "NA", sep = "\t"), con); flush(con)
  }
}
close(con)
