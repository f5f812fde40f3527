package org.isoline.study;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.isoline.machine.Machine;

/**
 * What made a result: enough to make it again, or to see why it came out otherwise.
 *
 * @param isoline version
 * @param commit of the source, with "-dirty" if it had changes; "unknown" outside a checkout
 * @param jdk vendor and version
 * @param os name and version
 * @param arch processor architecture
 * @param cpu model name
 * @param cores logical processors
 * @param libtorch version of the native library's binding
 * @param threads native threads of a worker
 * @param command line
 * @param started UTC
 */
record Provenance(
    String isoline,
    String commit,
    String jdk,
    String os,
    String arch,
    String cpu,
    int cores,
    String libtorch,
    int threads,
    String command,
    String started) {

  static Provenance now(int threads, String command) {
    Machine machine = Machine.here();
    return new Provenance(
        machine.isoline(),
        machine.commit(),
        machine.jdk(),
        machine.os(),
        machine.arch(),
        machine.cpu(),
        machine.cores(),
        machine.libtorch(),
        threads,
        command,
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
  }
}
