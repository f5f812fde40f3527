package org.isoline.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.isoline.corpus.Tokenizer;
import org.isoline.evaluate.Generation.Stop;
import org.isoline.model.ModelConfig;

/** Continues texts, a token at a time. */
public final class Generator {
  private final Tokenizer tokenizer;
  private final Set<Integer> ends;

  /**
   * When to end a text, besides where the model does.
   *
   * @param maxTokens most new tokens, at least 0
   * @param stops strings that end the text and are not part of it; none of them empty
   */
  public record Limits(int maxTokens, List<String> stops) {
    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException naming the value and what is legal
     */
    public Limits {
      stops = List.copyOf(stops);
      if (maxTokens < 0) {
        throw new IllegalArgumentException("max tokens = " + maxTokens + ", must be at least 0");
      }
      if (stops.contains("")) {
        throw new IllegalArgumentException(
            "a stop string is empty, so it would stop everything; give at least one character");
      }
    }

    /** Without stop strings. */
    public static Limits tokens(int maxTokens) {
      return new Limits(maxTokens, List.of());
    }
  }

  /**
   * One more token.
   *
   * @param token its id
   * @param logProbability in nats, as in {@link Generation}
   * @param text what became certain with it: whole characters, perhaps none
   */
  public record Piece(int token, double logProbability, String text) {}

  /**
   * A generator of texts.
   *
   * @param ends ids that end a text, besides the tokenizer's own
   */
  public Generator(Tokenizer tokenizer, Set<Integer> ends) {
    this.tokenizer = tokenizer;
    Set<Integer> all = new java.util.HashSet<>(ends);
    all.add(tokenizer.endOfText());
    this.ends = Set.copyOf(all);
  }

  /**
   * Whether a tokenizer can be this model's. A model may have more ids than its tokenizer, as
   * vocabularies are often rounded up; such ids are never picked.
   *
   * @throws EvaluationException if the tokenizer has ids that the model does not know
   */
  public static void requireFit(Tokenizer tokenizer, ModelConfig config) {
    if (tokenizer.vocabularySize() > config.vocabulary()) {
      throw new EvaluationException(
          "the tokenizer %s has %d ids, the model knows %d: it is another model's; give the one it was trained with"
              .formatted(tokenizer.name(), tokenizer.vocabularySize(), config.vocabulary()));
    }
  }

  /**
   * Continues what a session has read. The session reads all new tokens but the last, which it
   * leaves to whoever wants to go on.
   *
   * @param session with at least one token
   * @param listener told of every token as it comes
   * @throws EvaluationException if the model's scores are not finite, or the tokenizer does not fit
   */
  public Generation generate(
      Session session, Sampling sampling, Limits limits, Consumer<Piece> listener) {
    requireFit(tokenizer, session.decoder().config());
    return new Run(session, new Sampler(sampling), limits).run(listener);
  }

  /** One text on its way. */
  private final class Run {
    private final Session session;
    private final Sampler sampler;
    private final Limits limits;
    private final TokenText characters;
    private final StopStrings stops;
    private final List<Integer> tokens = new ArrayList<>();
    private final List<Double> logProbabilities = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private Speed decoding = Speed.NONE;

    Run(Session session, Sampler sampler, Limits limits) {
      this.session = session;
      this.sampler = sampler;
      this.limits = limits;
      this.characters = new TokenText(tokenizer, session.tokens().getLast());
      this.stops = new StopStrings(limits.stops());
    }

    Generation run(Consumer<Piece> listener) {
      Optional<Stop> stop =
          limits.maxTokens() == 0 ? Optional.of(Stop.MAX_TOKENS) : Optional.empty();
      while (stop.isEmpty()) {
        if (!tokens.isEmpty()) {
          read(tokens.getLast());
        }
        stop = next(listener);
      }
      return new Generation(
          tokens,
          logProbabilities,
          text.toString(),
          stop.get(),
          session.reading(),
          decoding,
          session.stateBytes());
    }

    private void read(int token) {
      long began = System.nanoTime();
      session.step(token);
      decoding = decoding.plus(1, System.nanoTime() - began);
    }

    private Optional<Stop> next(Consumer<Piece> listener) {
      double[] logits = session.nextLogits();
      int token = sampler.pick(Arrays.copyOf(logits, tokenizer.vocabularySize()));
      tokens.add(token);
      logProbabilities.add(Sampler.logProbability(logits, token));
      String fresh = stops.add(characters.add(token));
      Optional<Stop> stop = stop(token);
      if (stop.isPresent() && stop.get() != Stop.STOP_STRING) {
        fresh += stops.add(characters.end()) + stops.rest();
      }
      text.append(fresh);
      listener.accept(new Piece(token, logProbabilities.getLast(), fresh));
      return stop;
    }

    private Optional<Stop> stop(int token) {
      if (stops.reached()) {
        return Optional.of(Stop.STOP_STRING);
      }
      if (ends.contains(token)) {
        return Optional.of(Stop.END_OF_TEXT);
      }
      return tokens.size() == limits.maxTokens() ? Optional.of(Stop.MAX_TOKENS) : Optional.empty();
    }
  }
}
