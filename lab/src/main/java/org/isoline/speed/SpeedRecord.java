package org.isoline.speed;

import java.util.List;
import java.util.Map;
import org.isoline.machine.Machine;

/**
 * One run of a benchmark.
 *
 * @param benchmark its name
 * @param started UTC, ISO 8601
 * @param machine it ran on
 * @param effort taken
 * @param clock that rates are counted by
 * @param settings what was asked for, by name
 * @param before ceilings before the first measurement
 * @param after ceilings after the last
 * @param table results
 * @param notes what the numbers do not say: points left out and why, definitions
 */
public record SpeedRecord(
    String benchmark,
    String started,
    Machine machine,
    Effort effort,
    Clock clock,
    Map<String, Object> settings,
    Ceilings before,
    Ceilings after,
    Table table,
    List<String> notes) {}
