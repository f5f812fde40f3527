package org.isoline.corpus;

/**
 * One text, the unit that is split between training and validation and that an end-of-text token
 * closes.
 *
 * @param id name within its source
 * @param text the text, well-formed Unicode
 * @param source {@link Source#label()} of the source it came from
 */
public record Document(String id, String text, String source) {}
