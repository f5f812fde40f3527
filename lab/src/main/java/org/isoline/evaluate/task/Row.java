package org.isoline.evaluate.task;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A row of a data file.
 *
 * @param place file and line, or file and number of the row, for messages
 * @param number from 1: the line, blank ones counted, or the row
 * @param values its fields
 */
record Row(String place, long number, ObjectNode values) {}
