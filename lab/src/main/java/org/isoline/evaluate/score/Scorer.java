package org.isoline.evaluate.score;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.isoline.evaluate.Generation;
import org.isoline.evaluate.Generator;
import org.isoline.evaluate.Sampling;
import org.isoline.evaluate.Session;
import org.isoline.model.Decoder;

/**
 * The three questions that evaluations ask of a language model: how likely is a continuation, how
 * likely is a whole text ({@link RollingScorer}), and what does it write.
 *
 * <p>Continuations of one context share it: a model reads the context once, and its state is copied
 * for each. Contexts of the same length are read side by side, continuations are filled up at their
 * end, where a causal model cannot look. Long contexts are read one at a time, but what several of
 * them begin with only once. So scores do not depend on what else is asked, in which order or how
 * much at a time, but for rounding.
 */
public final class Scorer {
  /** Tokens of one pass: enough for matrix products to be fast, few enough for a cache. */
  public static final int DEFAULT_TOKENS_AT_ONCE = 2048;

  private final Decoder decoder;
  private final Encoding encoding;
  private final Window window;
  private final WholeSequences whole;
  private final SharedContexts shared;
  private final PrefixWalk walk;
  private final int tokensAtOnce;
  private final boolean sharing;

  /** A scorer with the default number of tokens at once. */
  public Scorer(Decoder decoder, Encoding encoding, Window window) {
    this(decoder, encoding, window, DEFAULT_TOKENS_AT_ONCE, true);
  }

  private Scorer(
      Decoder decoder, Encoding encoding, Window window, int tokensAtOnce, boolean sharing) {
    this.decoder = decoder;
    this.encoding = encoding;
    this.window = window;
    this.tokensAtOnce = tokensAtOnce;
    this.sharing = sharing;
    this.whole = new WholeSequences(decoder, tokensAtOnce);
    this.shared = new SharedContexts(decoder, tokensAtOnce);
    this.walk = new PrefixWalk(decoder);
  }

  /**
   * The plain twin: every request by itself, context and continuation in one pass without a state.
   * What {@link #tokenScores} is tested against.
   */
  public static Scorer reference(Decoder decoder, Encoding encoding, Window window) {
    return new Scorer(decoder, encoding, window, 1, false);
  }

  /**
   * The same with another number of tokens at once.
   *
   * @param tokens at least 1; a single longer sequence is read all the same
   * @throws IllegalArgumentException if it is less
   */
  public Scorer withTokensAtOnce(int tokens) {
    if (tokens < 1) {
      throw new IllegalArgumentException("tokens at once = " + tokens + ", must be at least 1");
    }
    return new Scorer(decoder, encoding, window, tokens, sharing);
  }

  /** The same without sharing of contexts: what sharing is measured against. */
  public Scorer withoutSharing() {
    return new Scorer(decoder, encoding, window, tokensAtOnce, false);
  }

  /** The same with another window. */
  public Scorer withWindow(Window other) {
    return new Scorer(decoder, encoding, other, tokensAtOnce, sharing);
  }

  /** Texts to tokens. */
  public Encoding encoding() {
    return encoding;
  }

  /** How much the model may look at. */
  public Window window() {
    return window;
  }

  /**
   * Log-likelihoods of continuations.
   *
   * @param progress hears how many more requests are done
   * @return one score a request, in their order
   * @throws org.isoline.evaluate.EvaluationException if a request does not fit the window and must
   *     not be cut
   */
  public List<ContinuationScore> logLikelihoods(List<Request> requests, IntConsumer progress) {
    return tokenScores(requests.stream().map(encoding::encode).toList(), progress);
  }

  /** {@link #logLikelihoods} of requests in tokens. */
  public List<ContinuationScore> tokenScores(List<TokenRequest> requests, IntConsumer progress) {
    Scores scores = new Scores(requests.size(), progress);
    List<Pending> pending = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      TokenRequest fitting = window.fit(requests.get(i));
      pending.add(new Pending(i, fitting, requests.get(i).length() - fitting.length()));
    }
    List<Pending> alone = new ArrayList<>();
    List<List<Pending>> groups = new ArrayList<>();
    List<List<Pending>> lengthy = new ArrayList<>();
    for (List<Pending> group : byContext(pending)) {
      if (sharing && group.stream().anyMatch(one -> one.isLong(tokensAtOnce))) {
        lengthy.add(group);
      } else if (sharing && group.size() > 1) {
        groups.add(group);
      } else {
        alone.addAll(group);
      }
    }
    new LongContexts(decoder, tokensAtOnce, walk).score(lengthy, scores);
    shared.score(groups, scores);
    whole.score(alone, scores);
    return scores.all();
  }

  private static List<List<Pending>> byContext(List<Pending> pending) {
    Map<TokenKey, List<Pending>> groups = new LinkedHashMap<>();
    for (Pending one : pending) {
      groups
          .computeIfAbsent(new TokenKey(one.request().context()), _ -> new ArrayList<>())
          .add(one);
    }
    return List.copyOf(groups.values());
  }

  /**
   * What the model writes behind a prompt, always the likeliest token.
   *
   * @param prompt ids, at least one
   * @param limits when it ends
   * @param generator with the ids that end a text
   * @throws org.isoline.evaluate.EvaluationException if prompt and new tokens do not fit the window
   *     and must not be cut
   */
  public Generation generate(int[] prompt, Generator.Limits limits, Generator generator) {
    int[] fitting = window.fitPrompt(prompt, limits.maxTokens());
    try (Session session = Session.start(decoder)) {
      session.read(fitting);
      return generator.generate(session, Sampling.GREEDY, limits, _ -> {});
    }
  }

  /**
   * What the model writes behind each of many prompts. What several of them begin with is read
   * once, unless this scorer shares nothing; {@link Generation#reading()} is then of no tokens,
   * because no prompt was read by itself.
   *
   * @param prompts ids, at least one each
   * @param limits when each text ends
   * @param progress hears how many more prompts are done
   * @return what {@link #generate} gives for each, but for rounding, in the order of the prompts
   * @throws org.isoline.evaluate.EvaluationException as {@link #generate} does, before anything is
   *     read
   */
  public List<Generation> generateAll(
      List<int[]> prompts, Generator.Limits limits, Generator generator, IntConsumer progress) {
    List<int[]> fitting =
        prompts.stream().map(prompt -> window.fitPrompt(prompt, limits.maxTokens())).toList();
    if (!sharing) {
      return fitting.stream()
          .map(
              prompt -> {
                Generation written = generate(prompt, limits, generator);
                progress.accept(1);
                return written;
              })
          .toList();
    }
    PromptWriter writer = new PromptWriter(decoder, fitting, limits, generator, progress);
    walk.read(fitting, writer);
    return writer.written();
  }

  /** Tokens that were read of long contexts and of prompts, each shared one once. */
  long walkedTokens() {
    return walk.tokensRead();
  }
}
