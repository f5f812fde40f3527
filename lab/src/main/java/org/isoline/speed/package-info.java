/**
 * How fast this machine runs the models, beside how fast it could.
 *
 * <p><b>Ceilings.</b> What a processor reaches changes with its neighbours, its temperature and its
 * power limits, so no number here stands alone: the rate of a plain matrix product is measured in
 * the same process before and after, and results are given as shares of it.
 *
 * <p><b>Clock.</b> With one native thread, rates are per second of processor time of the calling
 * thread: waiting for a busy machine does not count, though sharing its caches does. With more
 * threads, processor time of one says nothing, and rates are per second of wall time. Both times
 * are recorded always. A figure is the median of a few repetitions after a warm-up.
 *
 * <p><b>FLOPs of a training step</b> count what must be multiplied, not what a form happens to
 * multiply: {@link org.isoline.speed.StepFlops} has the formula.
 *
 * <p><b>Records.</b> A run of a benchmark is a {@link org.isoline.speed.SpeedRecord}: a table whose
 * columns know whether they name a row or measure it and which way is better, and everything that
 * the numbers depend on. {@link org.isoline.speed.Comparison} needs nothing else to compare two.
 */
package org.isoline.speed;
