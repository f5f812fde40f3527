package org.isoline.evaluate.retrieval;

/**
 * What is hidden in the haystack (arXiv 2406.16690): the easy mode asks a question that the model
 * has already seen answered word for word.
 */
public enum NeedleMode {
  /** Question and answer as a pair, in the form in which the question is asked again. */
  EASY {
    @Override
    String hidden(Needle needle) {
      return "\nQuestion: " + needle.question() + "\nAnswer: " + needle.sentence() + "\n";
    }
  },
  /** The sentence alone, on a line of its own. */
  STANDARD {
    @Override
    String hidden(Needle needle) {
      return "\n" + needle.sentence() + "\n";
    }
  };

  /** What goes into the haystack. */
  abstract String hidden(Needle needle);
}
