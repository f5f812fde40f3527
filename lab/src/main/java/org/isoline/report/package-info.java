/**
 * The report of a study: one HTML page that opens from disk without a network, and a CSV behind
 * every figure and table.
 *
 * <p>It is made from run folders alone. {@link org.isoline.report.ReportData} is what they say,
 * read once; tables, figures and sentences are made from it, so that no number on the page is typed
 * by hand. A file that is absent costs its section, not the page: the section then names the file
 * and the command that writes it.
 *
 * <p>Few quantities are computed here rather than read. The training loss of a curve is a running
 * mean, symmetric about its step so that it has no lag, and narrower near both ends: at the start
 * because a logarithmic axis stretches the first steps,
 *
 * <pre>
 * mean_i = sum of loss_j over |j - i| &lt;= k, divided by 2 k + 1,   k = min(h, i / 10, n - 1 - i).
 * </pre>
 *
 * <p>Speed and utilisation of a cell are medians over its steps, because a step that shared the
 * machine says little about the others. Of scores two things are judged here, both at 1.96 standard
 * errors: whether one is above guessing, and whether one leads all others of its size. Everything
 * else is drawn and printed as it was written.
 */
package org.isoline.report;
