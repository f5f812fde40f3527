package org.isoline.evaluate.task;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an evaluation reports. */
public enum Metric {
  /** Share of items whose right choice, or target, is the likeliest; 0 to 1. */
  ACC("acc", true),
  /** Likewise with log-likelihoods divided by the choice's length in code points; 0 to 1. */
  ACC_NORM("acc_norm", true),
  /** 100 times {@link #ACC_NORM}, as SCROLLS reports tasks of choice. */
  EM("em", true),
  /** exp of the mean negative log-likelihood, of a target (LAMBADA) or of a token. */
  PERPLEXITY("perplexity", false),
  /** Mean negative log-likelihood of a token in nats. */
  LOSS("loss", false),
  /** exp of the negative log-likelihood over words. */
  WORD_PERPLEXITY("word_perplexity", false),
  /** exp of the negative log-likelihood over bytes. */
  BYTE_PERPLEXITY("byte_perplexity", false),
  /** Negative log-likelihood over bytes in bits. */
  BITS_PER_BYTE("bits_per_byte", false),
  /** F-measure of single words, 0 to 100. */
  ROUGE1("rouge1", true),
  /** F-measure of pairs of words, 0 to 100. */
  ROUGE2("rouge2", true),
  /** F-measure of the longest common subsequence, 0 to 100. */
  ROUGE_L("rougeL", true),
  /** Geometric mean of the three, SCROLLS's own score; 0 to 100. */
  ROUGE("rouge", true),
  /** F-measure of words as SQuAD normalises them, 0 to 100. */
  F1("f1", true),
  /** Share of texts equal to a reference as SQuAD normalises them, 0 to 100. */
  EXACT_MATCH("exact_match", true),
  /** Accuracy of retrieval over the cells of a grid, 0 to 1. */
  RETRIEVAL("retrieval", true),
  /** Plain mean of an average's parts, on their scale. */
  MEAN("mean", true);

  private final String word;
  private final boolean higherIsBetter;

  Metric(String word, boolean higherIsBetter) {
    this.word = word;
    this.higherIsBetter = higherIsBetter;
  }

  /** As files and tables write it. */
  public String word() {
    return word;
  }

  /** Whether the better of two models has the higher value. */
  public boolean higherIsBetter() {
    return higherIsBetter;
  }

  /** Words of some metrics, in order. */
  static Map<String, Metric> words(List<Metric> metrics) {
    Map<String, Metric> words = new LinkedHashMap<>();
    metrics.forEach(metric -> words.put(metric.word, metric));
    return words;
  }

  static Map<String, Metric> words() {
    return words(Arrays.asList(values()));
  }
}
