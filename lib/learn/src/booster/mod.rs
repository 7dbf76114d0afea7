//! Gradient boosted trees on histograms, as good as `LightGBM`'s defaults and cheaper.
//!
//! Trees grow leaf by leaf (the largest gain first) on columns that are cut into at most 255 bins. Missing values have
//! a bin of their own and follow the side that gains more; categories are split into sets. Sums in histograms are whole
//! numbers, so that the same seed gives the same bytes on any number of threads.
//!
//! ```
//! use learn::booster::{Loss, Spec};
//! use learn::frame::{Column, Frame};
//!
//! let hours: Vec<f64> = (0..200).map(|row| f64::from(row % 24)).collect();
//! let late: Vec<f64> = hours.iter().map(|&hour| if hour > 17.0 { 1.0 } else { 0.0 }).collect();
//! let x = Frame::new(200, vec![Column::numeric("hour", hours)])?;
//! let fitted = Spec::new(Loss::Logistic).fit(&x, &late, &mut || false)?;
//! let ask = Frame::new(2, vec![Column::numeric("hour", vec![9.0, 20.0])])?;
//! let answer = fitted.predict(&ask)?;
//! assert!(answer[0] < 0.01 && answer[1] > 0.99);
//! # Ok::<(), learn::LearnError>(())
//! ```
//!
//! # Parameters
//!
//! | field of [`Spec`] | default | what it does | `LightGBM`'s name |
//! |---|---|---|---|
//! | `loss` | squared | see [`Loss`] | `objective` |
//! | `rounds` | 100 | boosting rounds at most | `num_iterations` |
//! | `learning_rate` | 0.1 | factor on every leaf value | `learning_rate` |
//! | `leaves_max` | 31 | leaves of a tree at most | `num_leaves` |
//! | `depth_max` | none | splits between root and leaf at most | `max_depth` |
//! | `leaf_rows_min` | 20 | rows of a leaf at least | `min_data_in_leaf` |
//! | `leaf_hessian_min` | 0.001 | hessian of a leaf at least | `min_sum_hessian_in_leaf` |
//! | `l1`, `l2` | 0 | penalties on leaf values | `lambda_l1`, `lambda_l2` |
//! | `gain_min` | 0 | gain of a split at least | `min_gain_to_split` |
//! | `row_fraction` | 1 | share of rows drawn for a tree | `bagging_fraction` |
//! | `row_draw_every` | 1 | rounds between two draws of rows | `bagging_freq` |
//! | `column_fraction` | 1 | share of columns drawn for a tree | `feature_fraction` |
//! | `bins.bins_max` | 255 | bins of a column, with the one for missing values | `max_bin` |
//! | `bins.bin_rows_min` | 3 | rows of a bin at least | `min_data_in_bin` |
//! | `bins.sample_rows_max` | 200,000 | rows drawn to place the bins | `bin_construct_sample_cnt` |
//! | `bins.seed` | 1 | seed of that draw | `data_random_seed` |
//! | `category.smooth` | 10 | added to a category's hessian in sorting | `cat_smooth` |
//! | `category.l2` | 10 | added to `l2` in splits on sorted categories | `cat_l2` |
//! | `category.side_max` | 32 | categories on the smaller side at most | `max_cat_threshold` |
//! | `category.one_hot_max` | 4 | up to so many bins: one against the rest | `max_cat_to_onehot` |
//! | `category.group_rows_min` | 100 | rows between two cuts of sorted categories | `min_data_per_group` |
//! | `monotone` | none | columns with which predictions rise or fall, never both | `monotone_constraints` (basic) |
//! | `patience` | none | rounds without progress on the validation rows | `early_stopping_round` |
//! | `seed` | 0 | of row and column draws | `seed` |
//!
//! # Small tables, rounds, explanations, files
//!
//! A hundred rounds of 31 leaves lose to the constant on small noisy tables: [`Stopping`] counts the rounds on rows held out
//! (drawn, or the last ones in the order of time) and knows parameters for small tables. [`Fitted::contributions`] are exact
//! path-dependent Shapley values. [`lightgbm`] writes and reads `LightGBM`'s text format.
//!
//! # Missing values
//!
//! NaN and missing categories in training: a bin of their own. Labels that are new at prediction, rarer than 3 rows or
//! beyond the 254 commonest: treated as a missing category. A number that was never missing in training and is missing
//! at prediction follows the larger side of each split.
//!
//! # Differences from `LightGBM` 4.7
//!
//! Sums are exact integers instead of doubles. A leaf needs `leaf_rows_min` counted rows as well as that many rows
//! estimated from its hessian (`LightGBM`: the estimate alone). Cuts lie in the middle of a gap of empty bins instead of
//! at its upper end. A numeric value below any seen follows the lowest bin. One-class targets start half a row away from
//! certainty. No bundling of exclusive features: small columns share histogram tables instead.
//!
//! Checked against `LightGBM` 4.7 (`reference/booster`): same trees, so predictions equal to 1e-6 for squared loss and
//! 1e-5 for the others.
//!
//! References: Friedman (2001), Greedy function approximation, Annals of Statistics 29, doi:10.1214/aos/1013203451;
//! Ke et al. (2017), `LightGBM`: a highly efficient gradient boosting decision tree, `NeurIPS` 30; integer histograms
//! after Shi et al. (2022), Quantized training of gradient boosting decision trees, `NeurIPS` 35.
//!
//! # Code map
//!
//! `spec` parameters; `cuts`, `groups`, `matrix` columns to bins; `loss` derivatives; `pack`, `histogram` sums; `split`,
//! `split_category` the best split of a leaf; `partition`, `grow` one tree; `fit` the rounds; `held` their number; `tree`,
//! `fitted` the model; `shap`, `quadrature` Shapley values; `lightgbm` the text format.

pub(crate) mod cuts;
pub(crate) mod draw;
mod fit;
mod fitted;
pub(crate) mod groups;
mod grow;
mod held;
mod histogram;
pub mod lightgbm;
mod loss;
pub(crate) mod matrix;
mod pack;
mod partition;
mod quadrature;
#[cfg(test)]
mod reference;
mod shap;
mod spec;
mod split;
mod split_category;
#[cfg(test)]
mod tests;
mod tree;

pub use fit::Rows;
pub use fitted::{End, Fitted, Importance};
pub use held::{HeldOut, Keep, Stopped, Stopping};
pub use loss::Loss;
pub use matrix::Binned;
pub use shap::Contributions;
pub use spec::{BinSpec, CategorySpec, Monotone, Spec};
