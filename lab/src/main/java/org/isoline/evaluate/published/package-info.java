/**
 * The task scores that arXiv 2406.16690 prints, as data, and its averages computed anew.
 *
 * <p>The tables are comma-separated files beside this package: {@code commonsense.csv} (Tables 4, 5
 * and 6), {@code scrolls.csv} (8, 9, 10) and {@code needle.csv} (11, 12, 13), one row for each
 * model with digits as printed and {@code -} for a task that failed.
 */
package org.isoline.evaluate.published;
