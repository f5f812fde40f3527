package org.isoline.evaluate.retrieval;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.isoline.evaluate.retrieval.NiahShape.Kind;
import org.isoline.evaluate.retrieval.NiahShape.Straw;

/**
 * The thirteen tasks of RULER (arXiv 2404.06654; scripts/synthetic.yaml and
 * scripts/data/synthetic/constants.py of NVIDIA/RULER). What is done, how many tokens an answer may
 * have, how it is scored, and needle and answer prefix of the needle tasks are RULER's; the rest of
 * the wording is not.
 */
public enum RulerTask {
  /** A number, in one line of noise repeated. */
  NIAH_SINGLE_1(new NiahShape(Straw.NOISE, Kind.WORDS, Kind.NUMBERS, 1, 1, 1)),
  /** A number, in essays. */
  NIAH_SINGLE_2(new NiahShape(Straw.PROSE, Kind.WORDS, Kind.NUMBERS, 1, 1, 1)),
  /** A UUID, in essays. */
  NIAH_SINGLE_3(new NiahShape(Straw.PROSE, Kind.WORDS, Kind.UUIDS, 1, 1, 1)),
  /** One of four numbers with different keys, in essays. */
  NIAH_MULTIKEY_1(new NiahShape(Straw.PROSE, Kind.WORDS, Kind.NUMBERS, 4, 1, 1)),
  /** A number among nothing but needles. */
  NIAH_MULTIKEY_2(new NiahShape(Straw.NEEDLES, Kind.WORDS, Kind.NUMBERS, 1, 1, 1)),
  /** A UUID with a UUID as its key, among nothing but such needles. */
  NIAH_MULTIKEY_3(new NiahShape(Straw.NEEDLES, Kind.UUIDS, Kind.UUIDS, 1, 1, 1)),
  /** Four numbers of one key, in essays. */
  NIAH_MULTIVALUE(new NiahShape(Straw.PROSE, Kind.WORDS, Kind.NUMBERS, 1, 4, 1)),
  /** Four numbers of four keys, in essays. */
  NIAH_MULTIQUERY(new NiahShape(Straw.PROSE, Kind.WORDS, Kind.NUMBERS, 4, 1, 4)),
  /** Variable tracking: all variables that get one value, over four hops. */
  VT(
      "Follow the chain of variable assignments hidden in the following text, and keep it in"
          + " mind.\n\n{context}\nQuestion: Which variables are assigned the value {query} in the"
          + " text above?",
      " Answer: By the chain of variable assignments in the text above, 5 variables are assigned the"
          + " value {query}, namely:",
      30,
      RulerRule.ALL),
  /** Common words extraction: the ten words that a numbered list has most often. */
  CWE(
      "The following is a numbered list of words, some of which occur more often than others. Keep"
          + " those in mind that occur most often.\n{context}\nQuestion: Which are the 10 most common"
          + " words in the list above?",
      " Answer: The 10 words that occur most often in the list are:",
      120,
      RulerRule.ALL),
  /** Frequent words extraction: the three most frequent words of a text in code. */
  FWE(
      "The following is a text in coded words. Count how often each of them occurs, and find the"
          + " three most frequent ones. {context}\nQuestion: Leave the dots '...' out of account and"
          + " explain nothing. Which are the three most frequent words in the coded text above?",
      " Answer: In the coded text above, the three most frequent words are:",
      50,
      RulerRule.ALL),
  /** Questions of SQuAD 2.0, answered in one of many paragraphs. */
  QA_1(Questions.TEMPLATE, Questions.ANSWER_PREFIX, 32, RulerRule.ANY),
  /** Questions of HotpotQA, answered in two of many paragraphs. */
  QA_2(Questions.TEMPLATE, Questions.ANSWER_PREFIX, 32, RulerRule.ANY);

  /** Wording that both question tasks share. */
  private static final class Questions {
    private static final String ASK =
        "Answer the question from the documents given. Write the answer alone and no other words.";
    static final String TEMPLATE =
        ASK + "\n\nThese are the documents.\n\n{context}\n\n" + ASK + "\n\nQuestion: {query}";
    static final String ANSWER_PREFIX = " Answer:";
  }

  private static final int NEEDLE_TOKENS = 128;

  private final String template;
  private final String answerPrefix;
  private final int maxNewTokens;
  private final RulerRule rule;
  private final Optional<NiahShape> shape;

  RulerTask(NiahShape shape) {
    this(shape.template(), shape.answerPrefix(), NEEDLE_TOKENS, RulerRule.ALL, Optional.of(shape));
  }

  RulerTask(String template, String answerPrefix, int maxNewTokens, RulerRule rule) {
    this(template, answerPrefix, maxNewTokens, rule, Optional.empty());
  }

  RulerTask(
      String template,
      String answerPrefix,
      int maxNewTokens,
      RulerRule rule,
      Optional<NiahShape> shape) {
    this.template = template;
    this.answerPrefix = answerPrefix;
    this.maxNewTokens = maxNewTokens;
    this.rule = rule;
    this.shape = shape;
  }

  /**
   * The task of a {@link #label}.
   *
   * @throws IllegalArgumentException naming all labels if there is none
   */
  public static RulerTask of(String label) {
    return Arrays.stream(values())
        .filter(task -> task.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no RULER task \"%s\"; the tasks are %s"
                        .formatted(
                            label,
                            Arrays.stream(values())
                                .map(RulerTask::label)
                                .collect(Collectors.joining(", ")))));
  }

  /** RULER's name of it, in lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The prompt, with <code>{context}</code> and <code>{query}</code> where an item differs. */
  public String template() {
    return template;
  }

  /** How the answer begins; a model without instruction tuning gets it behind the prompt. */
  public String answerPrefix() {
    return answerPrefix;
  }

  /** Most tokens of an answer, which an item's length includes. */
  public int maxNewTokens() {
    return maxNewTokens;
  }

  /** How answers are scored. */
  public RulerRule rule() {
    return rule;
  }

  /** Whether items are made of prose, which the program does not have. */
  public boolean needsProse() {
    return shape.filter(own -> own.straw() == NiahShape.Straw.PROSE).isPresent();
  }

  Optional<NiahShape> shape() {
    return shape;
  }

  String prompt(String context, String query) {
    // The context last: what it holds is never taken for a place to fill in.
    return template.replace("{query}", query).replace("{context}", context);
  }

  String answerPrefix(String query) {
    return answerPrefix.replace("{query}", query);
  }
}
