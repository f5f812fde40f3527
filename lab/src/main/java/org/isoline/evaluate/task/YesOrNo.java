package org.isoline.evaluate.task;

import org.isoline.evaluate.text.SquadText;

/** Which references are a plain yes or no once they are normalised as SQuAD normalises answers. */
final class YesOrNo {
  private YesOrNo() {}

  static boolean answers(String reference) {
    String normal = SquadText.normalise(reference);
    return normal.equals("yes") || normal.equals("no");
  }
}
