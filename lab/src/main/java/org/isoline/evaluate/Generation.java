package org.isoline.evaluate;

import java.util.List;

/**
 * What a model wrote.
 *
 * @param tokens the new ids, with the one that ended the text, if one did
 * @param logProbabilities of each token in nats, by the model's own distribution: temperature 1,
 *     nothing cut off
 * @param text without the stop string and all behind it
 * @param stop why it ended
 * @param reading the prompt
 * @param decoding the new tokens that were read one by one: all but the last
 * @param stateBytes of the state at the end
 */
public record Generation(
    List<Integer> tokens,
    List<Double> logProbabilities,
    String text,
    Stop stop,
    Speed reading,
    Speed decoding,
    long stateBytes) {

  /** Why a text ended. */
  public enum Stop {
    /** As many tokens as were asked for. */
    MAX_TOKENS,
    /** The model ended the text. */
    END_OF_TEXT,
    /** One of the stop strings came. */
    STOP_STRING
  }

  /** Copies the lists. */
  public Generation {
    tokens = List.copyOf(tokens);
    logProbabilities = List.copyOf(logProbabilities);
  }
}
