package org.isoline.evaluate.protocol;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.isoline.corpus.CorpusException;
import org.isoline.corpus.PreparedCorpus;
import org.isoline.corpus.TokenShard;
import org.isoline.evaluate.EvaluationException;
import org.isoline.evaluate.LoadedModel;

/**
 * The held-out text of the study that checkpoints are from.
 *
 * @param corpus its folder
 */
record HeldOutText(Path corpus) {
  private static final int MOST_HAYSTACK_TOKENS = 400_000;

  /** What identifies the text: the corpus and how it was divided. */
  String hash() {
    return PreparedCorpus.manifest(corpus)
        .orElseThrow(() -> new CorpusException(corpus + " has no manifest.json"))
        .fingerprint();
  }

  /** Does something with the tokens. */
  @FunctionalInterface
  interface Use<T> {
    /** Uses a shard that is closed afterwards. */
    T apply(TokenShard shard);
  }

  /**
   * Opens the text for a model.
   *
   * @throws EvaluationException if the model reads tokens of another tokenizer
   */
  <T> T with(LoadedModel model, Use<T> use) {
    try (PreparedCorpus prepared = PreparedCorpus.open(corpus)) {
      if (!prepared.tokenizer().hash().equals(model.tokenizer().hash())) {
        throw new EvaluationException(
            "the held-out text in %s is in tokens of %s, the model reads those of %s: evaluate it with the corpus of its own study"
                .formatted(corpus, prepared.tokenizer().name(), model.tokenizer().name()));
      }
      return use.apply(prepared.validation());
    }
  }

  /** The first documents as texts, named so that their order is the shard's. */
  Map<String, String> documents() {
    try (PreparedCorpus prepared = PreparedCorpus.open(corpus)) {
      TokenShard shard = prepared.validation();
      Map<String, String> documents = new LinkedHashMap<>();
      long tokens = 0;
      for (int i = 0; i < shard.documents() && tokens < MOST_HAYSTACK_TOKENS; i++) {
        int[] ids = new int[Math.toIntExact(shard.documentTokens(i))];
        shard.copy(shard.documentStart(i), ids.length, ids, 0);
        documents.put("%09d".formatted(i), prepared.tokenizer().decode(ids).strip() + "\n");
        tokens += ids.length;
      }
      return documents;
    }
  }
}
