package org.isoline.evaluate.task;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.isoline.evaluate.average.WhenMissing;

/** What a task asks a model, and what it reports. Templates are over the fields of a row. */
public sealed interface Protocol {

  /** The metric that stands for the task in a table. */
  Metric primary();

  /** All that is reported, in the order of tables. */
  List<Metric> metrics();

  /** Fields of rows that the templates name. */
  default Set<String> fields() {
    return Set.of();
  }

  /**
   * Which of some continuations is the likeliest? Both templates may name {@code {choice}}: where
   * only the prompt does, it is the context that differs (partial scoring, Trinh and Le 2018, arXiv
   * 1806.02847).
   *
   * @param prompt the context
   * @param continuation what is scored, with the space before it
   */
  record MultipleChoice(
      Template prompt, Template continuation, List<Metric> metrics, Metric primary)
      implements Protocol {
    /** Copies the list. */
    public MultipleChoice {
      metrics = List.copyOf(metrics);
    }

    @Override
    public Set<String> fields() {
      return LaidRow.fields(List.of(prompt, continuation));
    }
  }

  /**
   * How likely is the one right continuation, and is it the greedy one (LAMBADA)?
   *
   * @param context what is read
   * @param target what is scored, with the space before it
   */
  record Completion(Template context, Template target, List<Metric> metrics, Metric primary)
      implements Protocol {
    /** Copies the list. */
    public Completion {
      metrics = List.copyOf(metrics);
    }

    @Override
    public Set<String> fields() {
      return LaidRow.fields(List.of(context, target));
    }
  }

  /**
   * How likely are whole documents, in windows that follow each other?
   *
   * @param original the document whose words and bytes are divided by
   * @param text the document as the model reads it
   */
  record Rolling(Template original, Template text, List<Metric> metrics, Metric primary)
      implements Protocol {
    /** Copies the list. */
    public Rolling {
      metrics = List.copyOf(metrics);
    }

    @Override
    public Set<String> fields() {
      return LaidRow.fields(List.of(original, text));
    }
  }

  /**
   * How close is what the model writes to references?
   *
   * @param prompt what it reads
   * @param maxNewTokens the most tokens that it writes
   * @param until texts before which it stops
   * @param yesNo whether items all of whose references are yes or no are decided by the likelier of
   *     {@code " yes"} and {@code " no"}
   * @param empty what counts in place of an empty text
   */
  record Writing(
      Template prompt,
      int maxNewTokens,
      List<String> until,
      boolean yesNo,
      Optional<String> empty,
      List<Metric> metrics,
      Metric primary)
      implements Protocol {
    /** Copies the lists. */
    public Writing {
      until = List.copyOf(until);
      metrics = List.copyOf(metrics);
    }

    @Override
    public Set<String> fields() {
      return prompt.fields();
    }
  }

  /** How a needle lies in its haystack. */
  enum NeedleMode {
    /** As a pair of question and answer; the question is asked again. */
    EASY,
    /** As the answer alone. */
    STANDARD
  }

  /** How an answer about a needle is scored. */
  enum NeedleScorer {
    /** Share of the answer's distinct words that the model wrote. */
    WORDS,
    /** Whether the answer is likelier with the needle than other answers, without writing. */
    LOG_LIKELIHOOD
  }

  /**
   * A grid of numbers at equal distances, rounded.
   *
   * @param from the first
   * @param to the last
   * @param count how many
   */
  record Grid(int from, int to, int count) {
    /**
     * Checks the ends.
     *
     * @throws IllegalArgumentException if they are in the wrong order
     */
    public Grid {
      if (to < from || (count == 1 && to != from)) {
        throw new IllegalArgumentException(
            "to = %d, must be at least from = %d, and equal where count is 1".formatted(to, from));
      }
    }
  }

  /**
   * Needles in a haystack (2406.16690, section 5).
   *
   * @param haystack whose texts surround the needle
   * @param lengths of the prompt in tokens
   * @param depths how many depths, from 0 to 100 per cent
   * @param needle the sentence to be found; empty: the usual one
   * @param question about it; empty: the usual one
   * @param answer whose words are looked for; empty: the usual one
   * @param maxNewTokens the most tokens of the answer
   * @param buffer tokens of the prompt kept free for question and answer
   * @param depthAlpha ratio of the weights of neighbouring depths
   * @param lengthAlpha ratio of the weights of neighbouring lengths
   * @param threshold least score of a cell, of 1 to 10, that counts as found
   */
  record Needle(
      NeedleMode mode,
      NeedleScorer scorer,
      Haystack haystack,
      Grid lengths,
      int depths,
      Optional<String> needle,
      Optional<String> question,
      Optional<String> answer,
      int maxNewTokens,
      int buffer,
      double depthAlpha,
      double lengthAlpha,
      double threshold)
      implements Protocol {
    @Override
    public Metric primary() {
      return Metric.RETRIEVAL;
    }

    @Override
    public List<Metric> metrics() {
      return List.of(Metric.RETRIEVAL);
    }
  }

  /** What surrounds needles. */
  enum Haystack {
    /** Texts of the task's data file, in the order of their ids. */
    FILE,
    /** The study's held-out text. */
    VALIDATION
  }

  /** How answers of a task of RULER are taken. */
  enum RulerForm {
    /** The model writes them. */
    WRITING,
    /** Their likelihood is compared with that of wrong ones. */
    LOG_LIKELIHOOD
  }

  /**
   * RULER (2404.06654).
   *
   * @param tasks which of its 13
   * @param lengths of prompts in tokens
   * @param samples of a task and length
   */
  record Ruler(List<String> tasks, List<Integer> lengths, int samples, RulerForm form, long seed)
      implements Protocol {
    /** Copies the lists. */
    public Ruler {
      tasks = List.copyOf(tasks);
      lengths = List.copyOf(lengths);
    }

    @Override
    public Metric primary() {
      return Metric.RETRIEVAL;
    }

    @Override
    public List<Metric> metrics() {
      return List.of(Metric.RETRIEVAL);
    }
  }

  /**
   * A length and a load of associative recall.
   *
   * @param length n in tokens, even
   * @param pairs K of keys and values, 4 K at most n
   */
  record RecallSetting(int length, int pairs) {
    /**
     * Checks what the construction needs.
     *
     * @throws IllegalArgumentException if the pairs and their queries do not fit
     */
    public RecallSetting {
      if (length % 2 != 0) {
        throw new IllegalArgumentException("length = %d, must be even".formatted(length));
      }
      if (4L * pairs > length) {
        throw new IllegalArgumentException(
            "pairs = %d, must be at most a quarter of length = %d".formatted(pairs, length));
      }
    }
  }

  /**
   * Multi-query associative recall (Zoology, 2312.04927).
   *
   * @param vocabulary V: keys come from its lower half, values from its upper one
   * @param examples of each setting
   */
  record Recall(int vocabulary, List<RecallSetting> settings, int examples, long seed)
      implements Protocol {
    /** Copies the list. */
    public Recall {
      settings = List.copyOf(settings);
    }

    @Override
    public Metric primary() {
      return Metric.ACC;
    }

    @Override
    public List<Metric> metrics() {
      return List.of(Metric.ACC);
    }
  }

  /**
   * Loss by position on the study's held-out text.
   *
   * @param bucket positions that are averaged
   * @param times how many training lengths it goes up to
   * @param tokens the most that are scored
   */
  record PositionLoss(int bucket, int times, long tokens) implements Protocol {
    @Override
    public Metric primary() {
      return Metric.LOSS;
    }

    @Override
    public List<Metric> metrics() {
      return List.of(Metric.LOSS);
    }
  }

  /** Loss on the study's held-out text. */
  record HeldOut() implements Protocol {
    @Override
    public Metric primary() {
      return Metric.LOSS;
    }

    @Override
    public List<Metric> metrics() {
      return List.of(Metric.LOSS, Metric.PERPLEXITY, Metric.BITS_PER_BYTE);
    }
  }

  /** One term of an average. */
  record Part(String task, Metric metric) {
    /** As files and tables write it. */
    public String shown() {
      return task + ":" + metric.word();
    }
  }

  /** Plain mean of metrics of other tasks, which are on the same scale. */
  record Average(List<Part> parts, WhenMissing whenMissing) implements Protocol {
    /** Copies the list. */
    public Average {
      parts = List.copyOf(parts);
    }

    @Override
    public Metric primary() {
      return Metric.MEAN;
    }

    @Override
    public List<Metric> metrics() {
      return List.of(Metric.MEAN);
    }
  }
}
