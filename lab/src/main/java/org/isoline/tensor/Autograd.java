package org.isoline.tensor;

import org.bytedeco.pytorch.GradMode;

/** Switches of the tape. */
public final class Autograd {
  private Autograd() {}

  /** Restores the former mode when closed. Belongs to the thread that opened it. */
  public static final class Mode implements AutoCloseable {
    private final boolean former;

    private Mode(boolean enabled) {
      Native.load();
      former = enabled();
      GradMode.set_enabled(enabled);
    }

    @Override
    public void close() {
      GradMode.set_enabled(former);
    }
  }

  /** Records nothing until closed. */
  public static Mode off() {
    return new Mode(false);
  }

  /** Records until closed, inside a backward pass too. */
  public static Mode on() {
    return new Mode(true);
  }

  /** Whether operations of this thread are recorded. */
  public static boolean enabled() {
    return GradMode.is_enabled();
  }
}
