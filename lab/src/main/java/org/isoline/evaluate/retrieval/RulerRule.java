package org.isoline.evaluate.retrieval;

/** How an answer is scored against the references of its item, letter case aside. */
public enum RulerRule {
  /** The share of the references that stand in the answer. */
  ALL,
  /** Whether one of the references stands in the answer. */
  ANY
}
