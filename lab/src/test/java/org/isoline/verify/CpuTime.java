package org.isoline.verify;

import java.lang.management.ManagementFactory;

/** Time that this thread computed: a bound on it holds on a busy machine too. */
final class CpuTime {
  private CpuTime() {}

  static long nanoseconds() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
