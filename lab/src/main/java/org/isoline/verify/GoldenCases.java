package org.isoline.verify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.isoline.tensor.DType;

/** Compares models with golden cases. */
public final class GoldenCases {
  private GoldenCases() {}

  /**
   * Verifies cases; all of them are read before the first is computed.
   *
   * @param folders of the cases
   * @param dtypes in which to compute, FLOAT64 and FLOAT32
   * @param forms of the kernels
   * @return one result for each case and type, in this order
   * @throws VerifyException if a folder is malformed, naming file and tensor or key
   */
  public static List<Checks> verify(List<Path> folders, List<DType> dtypes, List<Form> forms) {
    folders.forEach(folder -> GoldenCase.open(folder).close());
    List<Checks> results = new ArrayList<>();
    for (Path folder : folders) {
      try (GoldenCase golden = GoldenCase.open(folder)) {
        for (DType dtype : dtypes) {
          List<Check> checks = new ArrayList<>();
          for (Form form : forms) {
            checks.addAll(new GoldenTrial(golden, dtype, form).run());
          }
          results.add(new Checks(golden.name(), dtype.name().toLowerCase(Locale.ROOT), checks));
        }
      }
    }
    return results;
  }
}
