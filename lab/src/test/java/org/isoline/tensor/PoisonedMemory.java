package org.isoline.tensor;

import java.util.Set;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runs every test on poisoned memory. JUnit finds it under {@code META-INF/services}.
 *
 * <p>Packages that never touch a tensor are left alone, so that their tests need not load libtorch.
 * Processes that a test starts are not covered.
 */
public final class PoisonedMemory implements BeforeAllCallback {
  private static final Set<String> WITHOUT_TENSORS =
      Set.of("org.isoline", "org.isoline.corpus", "org.isoline.law", "org.isoline.report");

  /** Made by JUnit. */
  public PoisonedMemory() {}

  @Override
  public void beforeAll(ExtensionContext context) {
    if (!WITHOUT_TENSORS.contains(context.getRequiredTestClass().getPackageName())) {
      FreshMemory.poison(true);
    }
  }
}
