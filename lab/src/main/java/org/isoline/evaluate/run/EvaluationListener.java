package org.isoline.evaluate.run;

/** Hears of evaluations as they go; the units are checkpoints times tasks. */
public interface EvaluationListener {
  /**
   * What lies ahead.
   *
   * @param checkpoints that were found
   * @param units without a result
   * @param done units that have one
   */
  void onPlan(int checkpoints, int units, int done);

  /** A checkpoint's turn at a task. */
  void onUnit(CheckpointInfo checkpoint, Evaluation evaluation);

  /** So many more items are done. */
  void onItems(int more);

  /** A unit ended; the result was written, or by another process before. */
  void onResult(Result result, boolean first);

  /** Something was passed over, and why. */
  void onRemark(String remark);
}
