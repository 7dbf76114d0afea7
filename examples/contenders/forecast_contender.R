# R's automatic ARIMA as a contender for forecasts.
#
#     run = ["Rscript", "../contenders/forecast_contender.R"]
#     csv = true
#     needs = ["Rscript", "r:forecast", "r:jsonlite"]
suppressPackageStartupMessages(library(forecast))
task <- jsonlite::fromJSON("task.json")
train <- read.csv("train.csv")
ask <- read.csv("ask.csv")
answers <- list()
key <- task$group
series <- if (is.null(key)) list(NULL) else as.list(unique(ask[[key]]))
for (name in series) {
  history <- if (is.null(name)) train else train[train[[key]] == name, ]
  rows <- if (is.null(name)) ask else ask[ask[[key]] == name, ]
  history <- history[order(history[[task$time]]), ]
  rows <- rows[order(rows[[task$time]]), ]
  model <- auto.arima(ts(history[[task$target]], frequency = task$season))
  ahead <- forecast(model, h = nrow(rows), level = 95)
  answers[[length(answers) + 1]] <- data.frame(
    row_id = rows$row_id, prediction = as.numeric(ahead$mean), lo = as.numeric(ahead$lower), hi = as.numeric(ahead$upper)
  )
}
write.csv(do.call(rbind, answers), "answer.csv", row.names = FALSE)
